package dev.maybefork.examples;

import static java.util.stream.Collectors.joining;

import dev.maybefork.MaybeFork;
import java.util.List;

/** A way to load all pages. */
@FunctionalInterface
public interface Example {
  /**
   * Loads the pages.
   *
   * @param pages where from
   * @return all of them, in the order of their numbers
   * @throws Exception if it fails
   */
  List<Page> load(Pages pages) throws Exception;

  /**
   * Runs an example, and prints what it loaded and which pages forked.
   *
   * @param name its name
   * @param example the example
   * @throws Exception if it fails
   */
  static void show(String name, Example example) throws Exception {
    try (Pages pages = Pages.open()) {
      System.out.println(
          MaybeFork.engineStatus().engine() + ", " + name + ": " + summary(example.load(pages)));
    }
  }

  private static String summary(List<Page> loaded) {
    int length = loaded.stream().mapToInt(page -> page.text().length()).sum();
    String forked =
        loaded.stream()
            .filter(Page::forked)
            .map(page -> Integer.toString(page.number()))
            .collect(joining(" "));
    return loaded.size() + " pages, " + length + " characters; forked: " + forked;
  }
}
