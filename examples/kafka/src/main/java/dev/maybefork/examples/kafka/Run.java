package dev.maybefork.examples.kafka;

import dev.maybefork.MaybeFork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The consumer, until the process is told to end. */
@Command(
    name = "run",
    description = "Consumes orders until it is told to end (SIGTERM, or Ctrl+C).",
    mixinStandardHelpOptions = true)
final class Run implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--bootstrap-servers",
      defaultValue = "127.0.0.1:9092",
      description = "Brokers. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String servers;

  @Option(
      names = "--customers",
      required = true,
      paramLabel = "HOST:PORT",
      converter = Address.class,
      description = "The customers' service.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private InetSocketAddress service;

  @Option(
      names = "--input",
      defaultValue = "orders",
      description = "The topic with orders: customers' numbers. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String input;

  @Option(
      names = "--output",
      defaultValue = "enriched",
      description = "The topic for names, with as many partitions. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String output;

  @Option(
      names = "--group",
      defaultValue = "enrich",
      description = "The group of consumers. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String group;

  @Option(
      names = "--consumer",
      paramLabel = "KEY=VALUE",
      description = "Anything else of the consumer's configuration.")
  private Map<String, String> config = Map.of();

  @Option(
      names = "--way",
      defaultValue = "loop",
      description = "How: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Way way;

  @Option(
      names = "--backoff",
      defaultValue = "PT1S",
      description = "How long a partition rests after a failure. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Duration backoff;

  @Mixin
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Limits limits;

  @Override
  public Integer call() throws Exception {
    Clients clients = new Clients(servers);
    try (Customers customers = new Customers(service, limits.records(), limits.timeout());
        TopicOutput topic = new TopicOutput(clients.producer(), output)) {
      Handler handler = new Handler(customers);
      try (Way.Starter starter = way.open(handler, limits.records())) {
        untilTold(
            new RecordLoop(
                clients.consumer(group, config), topic, handler, starter, limits.polls(), backoff));
      }
    }
    return ExitCode.OK;
  }

  private void untilTold(RecordLoop loop) {
    AtomicBoolean told = new AtomicBoolean();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              told.set(true);
              await(ended);
            }));
    spec.commandLine().getErr().println("engine: " + MaybeFork.warmUp().engine());
    try {
      loop.run(input, told::get);
    } finally {
      ended.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
