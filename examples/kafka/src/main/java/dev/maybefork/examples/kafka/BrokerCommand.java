package dev.maybefork.examples.kafka;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** A broker of Kafka that is its own controller, for as long as its standard input is open. */
@Command(
    name = "broker",
    description = "A broker for trying things out: runs until its standard input ends.",
    mixinStandardHelpOptions = true)
final class BrokerCommand implements Callable<Integer> {
  private static final int LOWEST_PORT = 20_000;

  /** Below those that the system gives to outgoing connections. */
  private static final int HIGHEST_PORT = 32_000;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("broker");
    int port = freePort();
    String config = config(folder, port, freePort()).toString();
    format(config);
    Thread.ofPlatform().daemon().name("broker").start(() -> kafka.Kafka.main(args(config)));
    awaitBroker(port);
    System.out.println("127.0.0.1:" + port);
    OwnProcess.awaitEnd();
    delete(folder);
    Runtime.getRuntime().halt(ExitCode.OK); // as its data have gone, there is nothing to close
    return ExitCode.OK;
  }

  private static String[] args(String... args) {
    return args;
  }

  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
      try (ServerSocket socket = new ServerSocket(port, 0, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // another one
      }
    }
  }

  private static Path config(Path folder, int port, int controllerPort) throws IOException {
    return Files.write(
        folder.resolve("server.properties"),
        List.of(
            "process.roles=broker,controller",
            "node.id=1",
            "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
            "controller.listener.names=CONTROLLER",
            "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
            "log.dirs=" + folder.resolve("data"),
            "auto.create.topics.enable=false",
            "offsets.topic.num.partitions=1",
            "offsets.topic.replication.factor=1",
            // So that nobody waits for a group of one or two.
            "group.initial.rebalance.delay.ms=0",
            "group.consumer.heartbeat.interval.ms=200",
            "group.consumer.min.heartbeat.interval.ms=200",
            "group.consumer.min.session.timeout.ms=1000"));
  }

  private static void format(String config) {
    PrintStream ignored = new PrintStream(PrintStream.nullOutputStream());
    int status =
        kafka.tools.StorageTool.execute(
            args("format", "--cluster-id", Uuid.randomUuid().toString(), "--config", config),
            ignored);
    if (status != 0) {
      throw new IllegalStateException("no storage for a broker: " + config);
    }
  }

  private static void awaitBroker(int port) throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    while (!accepts(address)) {
      Thread.sleep(20);
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
      while (admin.describeCluster().nodes().get().isEmpty()) {
        Thread.sleep(20);
      }
    }
  }

  private static boolean accepts(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** As much as can be deleted while the broker may still make files there. */
  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      System.err.println("not all deleted: " + folder + ", as " + e);
    }
  }
}
