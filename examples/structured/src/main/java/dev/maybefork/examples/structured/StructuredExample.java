package dev.maybefork.examples.structured;

import dev.maybefork.MaybeFork;
import dev.maybefork.examples.Example;
import dev.maybefork.examples.Page;
import dev.maybefork.examples.Pages;
import java.util.List;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;

/** The JDK's own scope: a subtask that doesn't block is done when fork returns. */
final class StructuredExample {
  private StructuredExample() {}

  static List<Page> load(Pages pages) throws InterruptedException {
    try (var scope =
        StructuredTaskScope.open(
            Joiner.<Page>allSuccessfulOrThrow(),
            config -> config.withThreadFactory(MaybeFork.threadFactory()))) {
      for (int number : Pages.NUMBERS) {
        scope.fork(() -> pages.load(number));
      }
      return scope.join().map(Subtask::get).toList();
    }
  }

  static void main() throws Exception {
    Example.show("StructuredTaskScope", StructuredExample::load);
  }
}
