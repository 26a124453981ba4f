package dev.maybefork.examples;

import dev.maybefork.Exhaustion;
import dev.maybefork.ForkLoop;
import java.util.List;

/** A loop over the pages, in the three styles of the first description of the idea. */
final class LoopExample {
  private LoopExample() {}

  /** The first page that blocks becomes a thread, and takes the rest of the loop with it. */
  static List<Page> oneFork(Pages pages) {
    return ForkLoop.over(Pages.NUMBERS)
        .limit(1)
        .exhaustion(Exhaustion.LAST_CHILD)
        .map(pages::load)
        .join();
  }

  /** Two pages may block; the second takes the rest with it. */
  static List<Page> limited(Pages pages) {
    return ForkLoop.over(Pages.NUMBERS)
        .limit(2)
        .exhaustion(Exhaustion.LAST_CHILD)
        .map(pages::load)
        .join();
  }

  /** Each page that blocks becomes a thread. */
  static List<Page> asNeeded(Pages pages) {
    return ForkLoop.over(Pages.NUMBERS).map(pages::load).join();
  }

  static void main() throws Exception {
    Example.show("ForkLoop, one fork", LoopExample::oneFork);
    Example.show("ForkLoop, two forks", LoopExample::limited);
    Example.show("ForkLoop, as needed", LoopExample::asNeeded);
  }
}
