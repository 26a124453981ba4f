package dev.maybefork.bench.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cases in which another way is clearly better than ours: even the worst that it took in any
 * round is better than the best that ours took.
 */
final class Losses {
  /** Three samples may lie apart by chance, but then not far. */
  private static final double WORTH_NAMING = 1.05;

  /** So many cases a peer are named, the worst ones. */
  private static final int NAMED = 5;

  private record Loss(Figure winner, double times) {
    String inWords() {
      return Numbers.ratio(times) + " times (" + where(winner) + ")";
    }
  }

  private Losses() {}

  /** A list in Markdown, or a sentence. */
  static String of(List<Figure> figures, String reference) {
    Map<String, List<Loss>> byPeer = new LinkedHashMap<>();
    for (Figure ours : figures) {
      if (ours.peer().equals(reference)) {
        figures.stream()
            .filter(other -> isSameCase(other, ours) && isRival(other))
            .filter(other -> other.isClearlyBetterThan(ours))
            .filter(other -> other.median() > 0) // what takes nothing is a floor, no rival
            .filter(other -> other.timesBetterThan(ours) >= WORTH_NAMING)
            .forEach(winner ->
                byPeer
                    .computeIfAbsent(winner.peer(), _ -> new ArrayList<>())
                    .add(new Loss(winner, winner.timesBetterThan(ours))));
      }
    }
    if (byPeer.isEmpty()) {
      return "In no case here is another way clearly better than " + reference + ".";
    }
    return byPeer.entrySet().stream()
        .map(each -> line(each.getKey(), each.getValue()))
        .collect(Collectors.joining("\n", "**It loses** against\n\n", ""));
  }

  /** Whether it isn't another shape or engine of this library, nor what no server can help. */
  private static boolean isRival(Figure figure) {
    return !figure.peer().contains("Fork") && !figure.group().endsWith(Figure.LOADS_OWN);
  }

  private static boolean isSameCase(Figure one, Figure other) {
    return one.caller().equals(other.caller())
        && one.group().equals(other.group())
        && one.column().equals(other.column())
        && one.unit().equals(other.unit());
  }

  private static String line(String peer, List<Loss> losses) {
    List<Loss> worst =
        losses.stream().sorted(Comparator.comparingDouble(Loss::times).reversed()).toList();
    String named = worst.stream().limit(NAMED).map(Loss::inWords).collect(Collectors.joining(", "));
    int more = worst.size() - NAMED;
    return "- " + Tables.escaped(peer) + ": " + named + (more > 0 ? ", and " + more + " more" : "");
  }

  private static String where(Figure figure) {
    return Stream.of(figure.group(), figure.column(), figure.caller())
        .filter(part -> !part.isEmpty())
        .map(Tables::escaped)
        .collect(Collectors.joining(", "));
  }
}
