package dev.maybefork.examples;

import dev.maybefork.MaybeFork;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Code that knows nothing but ExecutorService. */
final class ExecutorExample {
  private ExecutorExample() {}

  static List<Page> submit(Pages pages) throws ExecutionException, InterruptedException {
    try (ExecutorService executor = MaybeFork.executor()) {
      List<Future<Page>> futures = new ArrayList<>();
      for (int number : Pages.NUMBERS) {
        futures.add(executor.submit(() -> pages.load(number)));
      }
      return results(futures);
    }
  }

  /** Pages that follow each other without blocking share a thread. */
  static List<Page> invokeAll(Pages pages) throws ExecutionException, InterruptedException {
    try (ExecutorService executor = MaybeFork.executor()) {
      List<Callable<Page>> tasks = new ArrayList<>();
      for (int number : Pages.NUMBERS) {
        tasks.add(() -> pages.load(number));
      }
      return results(executor.invokeAll(tasks));
    }
  }

  private static List<Page> results(List<Future<Page>> futures)
      throws ExecutionException, InterruptedException {
    List<Page> loaded = new ArrayList<>();
    for (Future<Page> future : futures) {
      loaded.add(future.get());
    }
    return loaded;
  }

  static void main() throws Exception {
    Example.show("executor, submit", ExecutorExample::submit);
    Example.show("executor, invokeAll", ExecutorExample::invokeAll);
  }
}
