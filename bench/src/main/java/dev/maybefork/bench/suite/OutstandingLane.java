package dev.maybefork.bench.suite;

import dev.maybefork.bench.Outstanding;
import dev.maybefork.bench.page.Figure;
import java.io.IOException;
import java.util.List;

/**
 * Many bodies that wait.
 *
 * @param starter the argument of {@link Outstanding}
 * @param title what the page calls it
 * @param count so many
 */
record OutstandingLane(String starter, String title, int count) implements Lane {
  private static final int LIMIT_SECONDS = 180;

  @Override
  public String name() {
    return "outstanding: " + title;
  }

  @Override
  public List<Figure> measure(Children children) throws IOException, InterruptedException {
    List<String> options = Caller.users("-Xmx4g", "-Xms1g");
    String number = String.valueOf(count);
    try (var child = children.java(name(), options, Outstanding.class, starter, number)) {
      String[] words = child.awaitEnd(LIMIT_SECONDS).getLast().split(" ", -1);
      String column = String.format(java.util.Locale.ROOT, "of %,d", count);
      return List.of(
          new Figure("outstanding", "", "heap for one", column, title, "bytes", value(words[0])),
          new Figure("outstanding", "", "time to start one", column, title, "ns", value(words[1])));
    }
  }

  private static List<Double> value(String word) {
    return List.of(Double.valueOf(word));
  }
}
