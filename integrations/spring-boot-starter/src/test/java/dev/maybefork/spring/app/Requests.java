package dev.maybefork.spring.app;

import static dev.maybefork.spring.app.Tasks.threadAndUser;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.WebAsyncTask;

/** The requests. */
@RestController
class Requests {
  private final Semaphore answered = new Semaphore(0);
  private final Tasks tasks;
  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final AsyncTaskExecutor executor;

  Requests(
      Tasks tasks,
      JdbcClient database,
      TransactionTemplate transaction,
      @Qualifier("applicationTaskExecutor") AsyncTaskExecutor executor) {
    this.tasks = tasks;
    this.database = database;
    this.transaction = transaction;
    this.executor = executor;
  }

  /** What became of a task: was it done when submitted, after how many milliseconds was that. */
  private static String submit(Supplier<CompletableFuture<String>> task, Runnable meanwhile) {
    long start = System.nanoTime();
    CompletableFuture<String> future = task.get();
    long millis = NANOSECONDS.toMillis(System.nanoTime() - start);
    boolean done = future.isDone();
    meanwhile.run();
    return (done ? "done" : "not done") + " after " + millis + " ms by " + future.join();
  }

  @GetMapping("/hit")
  String hit() {
    return submit(tasks::hit, () -> {});
  }

  @GetMapping("/miss")
  String miss() {
    CountDownLatch latch = new CountDownLatch(1);
    return submit(
        () -> {
          try {
            return tasks.miss(latch);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        latch::countDown);
  }

  @GetMapping("/compute")
  String compute() {
    return submit(tasks::compute, () -> {});
  }

  @GetMapping("/callable")
  Callable<String> callable() {
    return () -> "rows: " + tasks.rows("none") + " by " + threadAndUser();
  }

  @GetMapping("/callable-blocks")
  Callable<String> callableBlocks() {
    return () -> {
      Thread.sleep(100);
      return threadAndUser();
    };
  }

  @GetMapping("/callable-fails")
  Callable<String> callableFails() {
    return () -> {
      throw new IllegalStateException("as it should");
    };
  }

  @GetMapping("/web-async-task")
  WebAsyncTask<String> webAsyncTask() {
    return new WebAsyncTask<>(10_000L, Tasks::threadAndUser);
  }

  @GetMapping("/web-async-task-late")
  WebAsyncTask<String> webAsyncTaskLate() {
    WebAsyncTask<String> task =
        new WebAsyncTask<>(
            100L,
            () -> {
              // Spring interrupts it and then asks for the other result: whose exception comes
              // first is anybody's guess
              answered.acquireUninterruptibly();
              return "too late";
            });
    task.onTimeout(() -> "timed out");
    return task;
  }

  @GetMapping("/web-async-task-ends")
  String webAsyncTaskEnds() {
    answered.release();
    return "ends";
  }

  @GetMapping("/future")
  CompletableFuture<String> future() {
    return CompletableFuture.supplyAsync(Tasks::threadAndUser, executor);
  }

  /** A task doesn't see what its caller has not committed, and is not rolled back with it. */
  @GetMapping("/transaction")
  String transaction() {
    String seen =
        transaction.execute(status -> {
          database.sql("INSERT INTO item (name) VALUES ('ours')").update();
          tasks.insert("theirs").join();
          String counted = tasks.count("ours").join();
          status.setRollbackOnly();
          return counted;
        });
    return seen + "; after: " + tasks.rows("ours") + " and " + tasks.rows("theirs");
  }

  /** Joins a task that needs a row which the request's own transaction has locked. */
  @GetMapping("/locked")
  String locked() {
    database.sql("INSERT INTO item (name) VALUES ('locked')").update();
    String outcome =
        transaction.execute(_ -> {
          database.sql("UPDATE item SET name = 'changed' WHERE name = 'locked'").update();
          try {
            return "renamed " + tasks.rename("locked", "stolen").join();
          } catch (CompletionException e) {
            return Objects.requireNonNull(e.getCause()).getClass().getSimpleName();
          }
        });
    return Objects.requireNonNull(outcome);
  }
}
