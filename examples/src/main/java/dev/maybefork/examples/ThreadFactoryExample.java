package dev.maybefork.examples;

import dev.maybefork.MaybeFork;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The JDK's own thread-per-task executor, with threads that begin on their starter's stack. */
final class ThreadFactoryExample {
  private ThreadFactoryExample() {}

  static List<Page> load(Pages pages) throws ExecutionException, InterruptedException {
    try (var executor = Executors.newThreadPerTaskExecutor(MaybeFork.threadFactory())) {
      List<Future<Page>> futures = new ArrayList<>();
      for (int number : Pages.NUMBERS) {
        futures.add(executor.submit(() -> pages.load(number)));
      }
      List<Page> loaded = new ArrayList<>();
      for (Future<Page> future : futures) {
        loaded.add(future.get());
      }
      return loaded;
    }
  }

  static void main() throws Exception {
    Example.show("newThreadPerTaskExecutor", ThreadFactoryExample::load);
  }
}
