package dev.maybefork.examples;

import dev.maybefork.Fork;
import dev.maybefork.ForkScope;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The forks and what they have opened end with the block of their caller, whatever fails. */
final class ScopeExample {
  private ScopeExample() {}

  static List<Page> load(Pages pages) throws InterruptedException {
    try (ForkScope scope = ForkScope.open()) {
      List<Fork<Page>> forks = new ArrayList<>();
      for (int number : Pages.NUMBERS) {
        forks.add(
            scope.fork(() -> {
              InputStream page = scope.own(pages.open(number));
              return pages.read(number, page);
            }));
      }
      scope.join();
      return forks.stream().map(Fork::join).toList();
    }
  }

  static void main() throws Exception {
    Example.show("ForkScope", ScopeExample::load);
  }
}
