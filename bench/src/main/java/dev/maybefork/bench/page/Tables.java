package dev.maybefork.bench.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables of one job: one for each caller and group, with the peers as lines. */
final class Tables {
  private final String reference;
  private final List<String> lines = new ArrayList<>();

  private Tables(String reference) {
    this.reference = reference;
  }

  /** In Markdown. */
  static String of(List<Figure> figures, String reference) {
    Tables tables = new Tables(reference);
    Map<List<String>, List<Figure>> byTable =
        figures.stream()
            .collect(
                Collectors.groupingBy(
                    figure -> List.of(figure.caller(), figure.group(), figure.unit()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    byTable.forEach(tables::add);
    return String.join("\n", tables.lines);
  }

  private void add(List<String> name, List<Figure> figures) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    Set<String> columns = new LinkedHashSet<>();
    Set<String> peers = new LinkedHashSet<>();
    for (Figure figure : figures) {
      columns.add(figure.column());
      peers.add(figure.peer());
    }
    String corner = name.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    lines.add(line(corner, columns.stream().map(Tables::escaped).toList()));
    lines.add("|---|" + "---|".repeat(columns.size()));
    for (String peer : peers) {
      String title = peer.equals(reference) ? "**" + escaped(peer) + "**" : escaped(peer);
      lines.add(line(title, columns.stream().map(column -> cell(figures, column, peer)).toList()));
    }
  }

  private static String line(String title, List<String> cells) {
    return "| " + title + " | " + String.join(" | ", cells) + " |";
  }

  private String cell(List<Figure> figures, String column, String peer) {
    Figure figure = find(figures, column, peer);
    if (figure == null) {
      return "–";
    }
    String text = Numbers.withSpread(figure);
    Figure ours = find(figures, column, reference);
    if (ours == null) {
      return text;
    }
    return peer.equals(reference)
        ? "**" + text + "**"
        : text + ", " + Numbers.ratio(figure.median() / ours.median()) + "×";
  }

  static @Nullable Figure find(List<Figure> figures, String column, String peer) {
    return figures.stream()
        .filter(figure -> figure.column().equals(column) && figure.peer().equals(peer))
        .findFirst()
        .orElse(null);
  }

  /** What would end a cell, or begin a tag, does neither. */
  static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;");
  }
}
