package dev.maybefork.bench.suite;

import dev.maybefork.bench.page.Figure;
import dev.maybefork.bench.page.Numbers;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All lanes of all jobs, in rounds. What slows the machine down for a while so meets all peers, and
 * each of them in some rounds only.
 */
final class Rounds {
  private final List<Job> jobs;
  private final int rounds;
  private final Children children;
  private final PrintWriter out;
  private final long start = System.nanoTime();
  private final Duration limit;

  private final Map<Figure, List<Double>> samples = new LinkedHashMap<>();
  private final Map<String, Integer> complete = new HashMap<>();
  private final Set<String> failed = new HashSet<>();
  private boolean outOfTime;

  Rounds(List<Job> jobs, int rounds, Duration limit, Children children, PrintWriter out) {
    this.jobs = jobs;
    this.rounds = rounds;
    this.limit = limit;
    this.children = children;
    this.out = out;
  }

  /** What is done with the figures whenever a round of a job has ended. */
  interface Keeper {
    void keep() throws IOException;
  }

  void run(Keeper keeper) throws IOException, InterruptedException {
    for (int round = 1; round <= rounds && !outOfTime; round++) {
      for (Job job : jobs) {
        run(job, round);
        keeper.keep();
      }
      out.printf("round %d of %d has ended after %s%n", round, rounds, inWords(passed()));
      out.flush();
    }
  }

  private void run(Job job, int round) throws InterruptedException {
    List<Lane> lanes = new ArrayList<>(job.lanes());
    Collections.rotate(lanes, 1 - round); // nobody is always the first
    for (Lane lane : lanes) {
      if (passed().compareTo(limit) > 0) {
        out.printf("out of time: not measured in round %d: %s%n", round, lane.name());
        outOfTime = true;
      } else if (!failed.contains(lane.name())) {
        measure(lane, round);
      }
    }
    if (!outOfTime) {
      complete.merge(job.name(), 1, Integer::sum);
    }
  }

  private void measure(Lane lane, int round) throws InterruptedException {
    long begin = System.nanoTime();
    try {
      lane.measure(children).forEach(this::add);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      out.printf("%s round %d: %s (%s)%n", inWords(passed()), round, lane.name(), inWords(took));
    } catch (IOException e) {
      failed.add(lane.name());
      out.println("failed: " + e.getMessage());
    }
    out.flush();
  }

  private void add(Figure figure) {
    Figure key =
        new Figure(
            figure.job(),
            figure.caller(),
            figure.group(),
            figure.column(),
            figure.peer(),
            figure.unit(),
            List.of(0.0));
    List<Double> all = samples.computeIfAbsent(key, _ -> new ArrayList<>());
    figure.samples().stream().map(Numbers::rounded).forEach(all::add);
  }

  private Duration passed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static String inWords(Duration duration) {
    return "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
  }

  /** Whether all lanes were measured. */
  boolean isWhole() {
    return failed.isEmpty() && !outOfTime;
  }

  /** How many rounds of a job were measured to their end. */
  int roundsOf(Job job) {
    return complete.getOrDefault(job.name(), 0);
  }

  /** The figures, each with the samples of all rounds. */
  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    samples.forEach((key, values) ->
        figures.add(
            new Figure(
                key.job(),
                key.caller(),
                key.group(),
                key.column(),
                key.peer(),
                key.unit(),
                values)));
    return figures;
  }
}
