package dev.maybefork.examples;

import static java.util.concurrent.CompletableFuture.supplyAsync;

import dev.maybefork.MaybeFork;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** Futures that are complete when supplyAsync returns, unless they had to wait for something. */
final class CompletableFutureExample {
  private CompletableFutureExample() {}

  static List<Page> load(Pages pages) {
    try (ExecutorService executor = MaybeFork.executor()) {
      List<CompletableFuture<Page>> futures =
          Pages.NUMBERS.stream()
              .map(number -> supplyAsync(() -> pages.load(number), executor))
              .toList();
      return futures.stream().map(CompletableFuture::join).toList();
    }
  }

  static void main() throws Exception {
    Example.show("CompletableFuture", CompletableFutureExample::load);
  }
}
