package dev.maybefork.spring.app;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Async;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What a request submits. */
@Service
public class Tasks {
  private final JdbcClient database;

  Tasks(JdbcClient database) {
    this.database = database;
  }

  /** Which thread runs it. */
  @Async
  public CompletableFuture<String> hit() {
    return completedFuture(threadAndUser());
  }

  /** Blocks until the request goes on: so it can't be the request's thread that runs it. */
  @Async
  public CompletableFuture<String> miss(CountDownLatch latch) throws InterruptedException {
    String before = threadAndUser();
    latch.await();
    return completedFuture(before + ", then " + threadAndUser());
  }

  /** Takes 300 ms of a processor. */
  @Async
  public CompletableFuture<String> compute() {
    long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return completedFuture(threadAndUser());
  }

  /** What a task sees of a transaction of its caller. */
  @Async
  public CompletableFuture<String> count(String name) {
    return completedFuture(
        "in transaction: "
            + TransactionSynchronizationManager.isActualTransactionActive()
            + ", rows: "
            + rows(name));
  }

  /** In a transaction of its own. */
  @Async
  @Transactional
  public CompletableFuture<Integer> insert(String name) {
    return completedFuture(database.sql("INSERT INTO item (name) VALUES (?)").param(name).update());
  }

  /** Needs the lock of the row. */
  @Async
  @Transactional
  public CompletableFuture<Integer> rename(String from, String to) {
    return completedFuture(
        database.sql("UPDATE item SET name = ? WHERE name = ?").param(to).param(from).update());
  }

  int rows(String name) {
    return database
        .sql("SELECT COUNT(*) FROM item WHERE name = ?")
        .param(name)
        .query(Integer.class)
        .single();
  }

  static String threadAndUser() {
    Thread thread = Thread.currentThread();
    Authentication user = SecurityContextHolder.getContext().getAuthentication();
    return (thread.isVirtual() ? "virtual " : "platform ")
        + thread.getName()
        + " for "
        + (user == null ? "nobody" : user.getName());
  }
}
