package dev.maybefork.examples.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** The command; and the program in processes of its own, as README.md starts it. */
class EnrichTest {
  private static final int SIGTERM = 128 + 15;

  private final Clients clients = TestBroker.clients();

  @Test
  void the_demonstration_shows_what_the_readme_says() throws Exception {
    String shown = enrich("demo", "--bootstrap-servers", clients.servers());

    assertThat(shown.lines()).hasSize(15);
    assertThat(Files.readString(Path.of("README.md"))).contains("```\n" + shown + "```\n");
  }

  @Test
  void measures() {
    String shown =
        enrich(
            "measure",
            "--bootstrap-servers=" + clients.servers(),
            "--ways=loop,misses",
            "--hits=99",
            "--records=5000",
            "--rounds=1");

    assertThat(shown.lines().filter(line -> line.startsWith("| ForkLoop | "))).hasSize(2);
    assertThat(shown.lines().filter(line -> line.startsWith("| virtual thread a miss | ")))
        .hasSize(2)
        .allMatch(line -> line.matches(".* [0-9,.]+ \\[[0-9,.]+–[0-9,.]+] \\|"));
  }

  private static String enrich(String... arguments) {
    StringWriter out = new StringWriter();
    int status = Enrich.commandLine().setOut(new PrintWriter(out)).execute(arguments);
    assertThat(status).isZero();
    return out.toString();
  }

  /** The first is killed while one record waits and the others are done; the second ends well. */
  @Test
  void another_process_goes_on_where_a_killed_one_had_committed() throws Exception {
    Topics topics = Topics.create(clients, 1);
    expireQuickly(topics.group());
    List<String> done = List.of("1", "2", "1", "3");
    List<String> lost = List.of("held", "1", "2", "2", "3");
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch killed = new CountDownLatch(1);
    CustomerService.Naming naming =
        id -> {
          if (id.equals("held")) {
            asked.countDown();
            killed.await();
          }
          return CustomersCommand.name(id);
        };
    try (CustomerService service = new CustomerService(naming)) {
      Process first = run(topics, service);
      try {
        topics.write(0, done);
        Await.until("all is committed", () -> topics.committed().equals(Map.of(0, 4L)));
        topics.write(0, lost);
        asked.await();
      } finally {
        first.destroyForcibly().waitFor();
        killed.countDown();
      }
      assertThat(topics.committed()).isEqualTo(Map.of(0, 4L));

      Process second = run(topics, service);
      try {
        Await.until("all is committed", () -> topics.committed().equals(Map.of(0, 9L)));
      } finally {
        second.destroy();
      }
      assertThat(second.waitFor(60, SECONDS)).isTrue();
      assertThat(second.exitValue()).isEqualTo(SIGTERM);
    }
    assertThat(topics.names().getFirst())
        .isEqualTo(
            Stream.concat(done.stream(), lost.stream()).map(CustomersCommand::name).toList());
  }

  /** So that the group needn't wait for long until it knows that a consumer has been killed. */
  private static void expireQuickly(String group) throws Exception {
    ConfigEntry timeout = new ConfigEntry("consumer.session.timeout.ms", "1000");
    TestBroker.admin()
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.GROUP, group),
                List.of(new AlterConfigOp(timeout, AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private Process run(Topics topics, CustomerService service) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", // it lives too briefly for the best code
            "-jar",
            System.getProperty("enrich.jar"),
            "run",
            "--bootstrap-servers=" + clients.servers(),
            "--customers=127.0.0.1:" + service.address().getPort(),
            "--input=" + topics.input(),
            "--output=" + topics.output(),
            "--group=" + topics.group())
        .inheritIO()
        .start();
  }
}
