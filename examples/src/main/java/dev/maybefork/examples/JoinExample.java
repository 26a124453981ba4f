package dev.maybefork.examples;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.Fork;
import java.util.ArrayList;
import java.util.List;

/** A fork for each page, then a join of each: those that didn't block are done already. */
final class JoinExample {
  private JoinExample() {}

  static List<Page> load(Pages pages) {
    List<Fork<Page>> forks = new ArrayList<>();
    for (int number : Pages.NUMBERS) {
      forks.add(maybeFork(() -> pages.load(number)));
    }
    return forks.stream().map(Fork::join).toList();
  }

  static void main() throws Exception {
    Example.show("maybeFork and join", JoinExample::load);
  }
}
