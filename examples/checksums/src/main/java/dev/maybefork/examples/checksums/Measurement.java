package dev.maybefork.examples.checksums;

import static java.util.Objects.requireNonNull;

import dev.maybefork.MaybeFork;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** All ways on the same files, in rounds. What slows the machine down for a while so meets all. */
final class Measurement {
  private final List<Path> files;
  private final HowToSum how;
  private final List<FileSum> expected;
  private final Map<Integer, Map<Way, Series>> series = new LinkedHashMap<>();
  private final Map<Integer, Long> fromDisk = new LinkedHashMap<>();
  private final Map<Integer, Long> forked = new LinkedHashMap<>();

  Measurement(List<Path> files, HowToSum how, List<Integer> cached)
      throws InterruptedException, ExecutionException {
    this.files = files;
    this.how = how;
    cached.forEach(percent -> series.put(percent, new LinkedHashMap<>()));
    expected = Way.PLAIN.run(files, how.hasher()::sum, how.limit());
  }

  Measurement run(int rounds) throws IOException, InterruptedException, ExecutionException {
    List<Way> ways = new ArrayList<>(Arrays.asList(Way.values()));
    for (Way way : ways) { // so that none is measured while its code is compiled
      way.run(files, how.hasher()::sum, how.limit());
    }
    for (int round = 0; round < rounds; round++) {
      for (int cached : series.keySet()) {
        for (Way way : ways) {
          measure(way, cached);
        }
      }
      Collections.rotate(ways, 1); // nobody is always the first
    }
    return this;
  }

  private void measure(Way way, int cached)
      throws IOException, InterruptedException, ExecutionException {
    prepare(cached);
    long diskBefore = PageCache.bytesFromDisk();
    long forkedBefore = MaybeFork.stats().forked();
    long begin = System.nanoTime();
    List<FileSum> sums = way.run(files, how.hasher()::sum, how.limit());
    long took = System.nanoTime() - begin;
    if (!sums.equals(expected)) {
      throw new AssertionError("other sums by " + way.title());
    }
    requireNonNull(series.get(cached)).computeIfAbsent(way, _ -> new Series()).add(took);
    fromDisk.put(cached, PageCache.bytesFromDisk() - diskBefore);
    if (way == Way.LOOP) {
      forked.put(cached, MaybeFork.stats().forked() - forkedBefore);
    }
  }

  /** Each file is in memory, but for some at equal distances. */
  private void prepare(int cached) throws IOException {
    files.forEach(how.hasher()::sum);
    List<Path> cold = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if ((long) (i + 1) * (100 - cached) / 100 > (long) i * (100 - cached) / 100) {
        cold.add(files.get(i));
      }
    }
    PageCache.evict(cold);
  }

  /** One row for each way, one column for each share of files that were in memory. */
  void print(PrintWriter out) {
    row(out, "in memory before", percent -> percent + " %");
    for (Way way : Way.values()) {
      row(out, way.title(), percent -> summary(way, percent));
    }
    row(
        out,
        "read from the disk",
        percent -> requireNonNull(fromDisk.get(percent)) / 1024 / 1024 + " MiB");
    row(out, "forked by ForkLoop", percent -> forked.get(percent) + " files");
  }

  private String summary(Way way, Integer percent) {
    return requireNonNull(requireNonNull(series.get(percent)).get(way)).summary();
  }

  private void row(PrintWriter out, String title, Function<Integer, String> cell) {
    out.printf("%-26s", title);
    series.keySet().forEach(percent -> out.printf("%20s", cell.apply(percent)));
    out.println();
  }
}
