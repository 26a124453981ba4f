package dev.maybefork.spring;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.BlockKind;
import dev.maybefork.MaybeFork;
import dev.maybefork.spring.app.TestApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** An application on Tomcat, with H2 and Spring Security, asked over HTTP. */
class HttpTest {
  private static final String CREDENTIALS =
      Base64.getEncoder().encodeToString("ann:secret".getBytes(UTF_8));

  private static ConfigurableApplicationContext application;
  private static HttpClient client;

  @BeforeAll
  static void start() {
    client = HttpClient.newHttpClient();
    application =
        SpringApplication.run(
            TestApplication.class,
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--spring.security.user.name=ann",
            "--spring.security.user.password=secret",
            "--spring.main.banner-mode=off",
            "--management.endpoints.web.exposure.include=health,metrics",
            "--management.endpoint.health.show-details=always",
            "--maybefork.enabled=true");
  }

  @AfterAll
  static void stop() {
    application.close();
    client.close();
  }

  private static HttpRequest request(String path, boolean asAnn) {
    String port = application.getEnvironment().getRequiredProperty("local.server.port");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (asAnn) {
      request.header("Authorization", "Basic " + CREDENTIALS);
    }
    return request.build();
  }

  private static HttpResponse<String> ask(String path, boolean asAnn) throws Exception {
    return client.send(request(path, asAnn), ofString());
  }

  private static String get(String path) throws Exception {
    HttpResponse<String> response = ask(path, /* asAnn= */ true);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  /** It may take more than a millisecond now and then, where other programs run beside. */
  @Test
  void aTaskThatDoesNotBlockIsDoneWhenItWasSubmitted() throws Exception {
    String answer = get("/hit");
    for (int i = 0; i < 50 && answer.startsWith("not"); i++) {
      answer = get("/hit");
    }
    assertThat(answer).matches("done after \\d+ ms by virtual task-\\d+ for ann");
  }

  @Test
  void aTaskThatBlocksGoesOnBesideItsRequest() throws Exception {
    long forksBefore = forks();
    assertThat(get("/miss"))
        .matches("not done after \\d+ ms by (virtual task-\\d+ for ann), then \\1");
    assertThat(forks()).isGreaterThan(forksBefore);
  }

  /** By the block, or by its time if that is over before. */
  private static long forks() {
    return MaybeFork.stats().forks(BlockKind.PARK) + MaybeFork.stats().forks(BlockKind.OTHER);
  }

  @Test
  void aTaskThatComputesHoldsItsRequestForTheTimeOfTheConditionOnly() throws Exception {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 5 && best > 20; i++) {
      Matcher answer =
          Pattern.compile("not done after (\\d+) ms by virtual task-\\d+ for ann")
              .matcher(get("/compute"));
      assertThat(answer.matches()).as("done, or by another thread").isTrue();
      best = Math.min(best, Long.parseLong(answer.group(1)));
    }
    assertThat(best).isLessThanOrEqualTo(20); // 1, on a quiet machine
  }

  @Test
  void mvcRunsACallableInOurThreads() throws Exception {
    assertThat(get("/callable")).matches("rows: 0 by virtual task-\\d+ for ann");
    assertThat(get("/callable-blocks")).matches("virtual task-\\d+ for ann");
    assertThat(ask("/callable-fails", /* asAnn= */ true).statusCode()).isEqualTo(500);
  }

  @Test
  void mvcRunsAWebAsyncTaskInOurThreads() throws Exception {
    assertThat(get("/web-async-task")).matches("virtual task-\\d+ for ann");
    try {
      assertThat(get("/web-async-task-late")).isEqualTo("timed out");
    } finally {
      assertThat(get("/web-async-task-ends")).isEqualTo("ends");
    }
  }

  @Test
  void aFutureOfTheApplicationTaskExecutorRunsInOurThreads() throws Exception {
    assertThat(get("/future")).matches("virtual task-\\d+ for ann");
  }

  @Test
  void aTaskIsOutsideItsCallersTransaction() throws Exception {
    assertThat(get("/transaction")).isEqualTo("in transaction: false, rows: 0; after: 0 and 1");
  }

  /** H2's time-out is two seconds. */
  @Test
  void toJoinWhatNeedsALockOfTheCallersTransactionIsATimeOut() throws Exception {
    assertThat(get("/locked")).isEqualTo("QueryTimeoutException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/hit", "/callable"})
  void nobodyElseGetsAnAnswer(String path) throws Exception {
    assertThat(ask(path, /* asAnn= */ false).statusCode()).isEqualTo(401);
  }

  @Test
  void manyRequestsAtOnceGetTheirAnswers() {
    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 30)
            .mapToObj(i -> List.of("/callable", "/callable-blocks", "/future").get(i % 3))
            .map(path -> client.sendAsync(request(path, /* asAnn= */ true), ofString()))
            .toList();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.join().body()).endsWith(" for ann");
    }
  }

  @Test
  void healthTellsTheEngine() throws Exception {
    assertThat(get("/actuator/health"))
        .contains("\"maybefork\"", "\"engine\":\"inline\"", "\"nativeCalls\":\"they hold");
  }

  @Test
  void metersAreThere() throws Exception {
    get("/hit");
    assertThat(get("/actuator/metrics/maybefork.inline")).contains("\"COUNT\"");
    assertThat(get("/actuator/metrics/maybefork.forks?tag=kind:park")).contains("\"COUNT\"");
  }
}
