package dev.maybefork.examples;

import dev.maybefork.ForkGatherers;
import java.util.Comparator;
import java.util.List;

/** Streams whose elements are mapped one after the other until one blocks; then it goes beside. */
final class GatherersExample {
  private GatherersExample() {}

  /** The pages come in the order of their numbers. */
  static List<Page> inOrder(Pages pages) {
    return Pages.NUMBERS.stream().gather(ForkGatherers.mapConcurrent(4, pages::load)).toList();
  }

  /** The pages come as they are loaded. */
  static List<Page> asLoaded(Pages pages) {
    return Pages.NUMBERS.stream()
        .gather(ForkGatherers.mapConcurrentUnordered(4, pages::load))
        .sorted(Comparator.comparingInt(Page::number))
        .toList();
  }

  static void main() throws Exception {
    Example.show("Stream, mapConcurrent", GatherersExample::inOrder);
    Example.show("Stream, mapConcurrentUnordered", GatherersExample::asLoaded);
  }
}
