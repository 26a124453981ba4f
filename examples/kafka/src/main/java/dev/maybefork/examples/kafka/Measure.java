package dev.maybefork.examples.kafka;

import dev.maybefork.MaybeFork;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures all ways beside each other. */
@Command(
    name = "measure",
    description = "Measures all ways, with a broker and a service in processes of their own.",
    mixinStandardHelpOptions = true)
final class Measure implements Callable<Integer> {
  /** More than can be written at once, else there is nothing to measure. */
  private static final int FEWEST = 5_000;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Limits limits;

  private int records;
  private int rounds;
  private List<Integer> hits = List.of();

  @Option(
      names = "--bootstrap-servers",
      description = "Brokers, for topics of its own. Default: one in a process of its own.")
  private @Nullable String servers;

  @Option(
      names = "--ways",
      split = ",",
      defaultValue = "loop,plain,threads,misses,pool",
      description = "Which: ${COMPLETION-CANDIDATES}. Default: all.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private List<Way> ways;

  @Option(
      names = "--records",
      defaultValue = "100000",
      description = "The most that are consumed in one measurement. Default: ${DEFAULT-VALUE}.")
  void records(int number) {
    if (number < FEWEST) {
      throw new ParameterException(
          spec.commandLine(), "--records: must be at least " + FEWEST + ": " + number);
    }
    records = number;
  }

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often each way is measured. Default: ${DEFAULT-VALUE}.")
  void rounds(int number) {
    rounds = Limits.atLeastOne(spec, "--rounds", number);
  }

  @Option(
      names = "--hits",
      split = ",",
      defaultValue = "0,50,90,99,100",
      description = "How many per cent the cache has. Default: ${DEFAULT-VALUE}.")
  void hits(Integer[] percents) {
    for (int percent : percents) {
      if (percent < 0 || percent > 100) {
        throw new ParameterException(
            spec.commandLine(), "--hits: must be from 0 to 100: " + percent);
      }
    }
    hits = Arrays.stream(percents).distinct().toList();
  }

  @Override
  public Integer call() throws Exception {
    if (servers != null) {
      measure(new Clients(servers));
      return ExitCode.OK;
    }
    try (OwnProcess broker = OwnProcess.start("broker")) {
      measure(new Clients(broker.address()));
    }
    return ExitCode.OK;
  }

  private void measure(Clients clients) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (OwnProcess service = OwnProcess.start("customers")) {
      out.printf(
          "limit %d, %d polls, %d processors, %s engine; median [min–max] of %d rounds%n",
          limits.records(),
          limits.polls(),
          Runtime.getRuntime().availableProcessors(),
          MaybeFork.warmUp().engine(),
          rounds);
      out.flush();
      Measurement measurement =
          new Measurement(clients, service.socketAddress(), limits, records, hits, ways);
      measurement.run(rounds);
      measurement.print(out);
      out.flush();
    }
  }
}
