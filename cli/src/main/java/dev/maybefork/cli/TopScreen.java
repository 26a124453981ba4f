package dev.maybefork.cli;

import dev.maybefork.report.model.Visible;
import dev.maybefork.report.read.LiveSites.LiveSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code top} shows at one time. Names of the program's are made fit for a terminal. */
final class TopScreen {
  /** Clears the terminal and goes to its first line. */
  private static final String CLEAR = "\u001b[H\u001b[2J";

  private static final int MAX_NAME = 70;

  private final long pid;
  private final boolean terminal;
  private @Nullable Counts before;

  TopScreen(long pid, boolean terminal) {
    this.pid = pid;
    this.terminal = terminal;
  }

  /** The lines; rates are of the time since the last call. */
  List<String> lines(@Nullable Counts counts, List<LiveSite> sites, Duration since) {
    List<String> lines = new ArrayList<>();
    lines.add((terminal ? CLEAR : "") + "Process " + pid + (counts == null ? "" : header(counts)));
    if (counts == null) {
      lines.add(
          "No counters: it has run no bodies of maybeFork, or not for long. What blocks in it:");
    } else {
      lines.addAll(table(counts, since).lines());
      lines.add(limits(counts));
    }
    lines.add("");
    lines.addAll(sites(sites, since));
    lines.add("");
    before = counts;
    return lines;
  }

  private static String header(Counts counts) {
    return ", engine "
        + Visible.of(counts.engine())
        + ", "
        + counts.childrenAlive()
        + " children alive";
  }

  private Table table(Counts counts, Duration since) {
    Table table = new Table("BODIES", "IN ALL", "A SECOND");
    row(table, "ended inline", Counts::inline, counts, since);
    kindsRow(table, "forked", Counts::forks, counts, since);
    kindsRow(table, "held", Counts::heldBlocks, counts, since);
    kindsRow(table, "handed off", Counts::handOffs, counts, since);
    return table;
  }

  private void kindsRow(
      Table table,
      String name,
      Function<Counts, Map<String, Long>> numbers,
      Counts now,
      Duration since) {
    ToLongFunction<Counts> sum = counts -> Counts.sum(numbers.apply(counts));
    row(table, name + kinds(numbers.apply(now)), sum, now, since);
  }

  /** Without a rate if nothing is known of before. */
  private void row(
      Table table, String name, ToLongFunction<Counts> number, Counts counts, Duration since) {
    long now = number.applyAsLong(counts);
    String rate =
        before == null ? "" : digits((now - number.applyAsLong(before)) * 1_000 / since.toMillis());
    table.row(name, digits(now), rate);
  }

  private static String digits(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String kinds(Map<String, Long> numbers) {
    return numbers.isEmpty()
        ? ""
        : numbers.entrySet().stream()
            .map(each -> Visible.of(each.getKey()) + " " + each.getValue())
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String limits(Counts counts) {
    return "helpers busy "
        + counts.helpersBusy()
        + ", calls that wait for one "
        + counts.waitingForHelper()
        + "; at their limit: scopes "
        + counts.scopesAtLimit()
        + ", loops "
        + counts.loopsAtLimit();
  }

  private static List<String> sites(List<LiveSite> sites, Duration since) {
    if (sites.isEmpty()) {
      return List.of("Nothing blocked for 1 ms or more in the last " + since.toSeconds() + " s.");
    }
    Table table = new Table("BLOCKED AT", "KIND", "WAY", "COUNT", "IN ALL", "LONGEST");
    for (LiveSite site : sites) {
      table.row(
          shortened(Visible.of(site.location())),
          shortened(Visible.of(site.kind())),
          site.way().name().toLowerCase(Locale.ROOT),
          String.valueOf(site.count()),
          time(site.nanos()),
          time(site.longest()));
    }
    return table.lines();
  }

  /** Of a fork it is not known before its end. */
  private static String time(long nanos) {
    return nanos == 0 ? "?" : Times.of(nanos);
  }

  /** Its end, where the method is. */
  private static String shortened(String name) {
    return name.length() <= MAX_NAME ? name : "…" + name.substring(name.length() - MAX_NAME + 1);
  }
}
