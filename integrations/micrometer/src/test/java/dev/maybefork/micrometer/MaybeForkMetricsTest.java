package dev.maybefork.micrometer;

import static dev.maybefork.MaybeFork.endFork;
import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maybefork.Fork;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MaybeForkMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeEach
  void bind() {
    new MaybeForkMetrics(List.of(Tag.of("app", "test"))).bindTo(registry);
  }

  private double counter(String name, String... tags) {
    return registry.get(name).tag("app", "test").tags(tags).functionCounter().count();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  @Test
  void aBodyThatDoesNotForkIsCounted() {
    double before = counter("maybefork.inline");
    maybeFork(() -> {}).join();
    maybeFork(() -> {}).join();
    assertThat(counter("maybefork.inline")).isEqualTo(before + 2);
  }

  @Test
  void aForkIsCountedByItsKindAndAliveUntilItEnds() throws Exception {
    double before = counter("maybefork.forks", "kind", "park");
    double alive = gauge("maybefork.children");
    CountDownLatch latch = new CountDownLatch(1);
    Fork<Void> fork = maybeFork(() -> latch.await());
    assertThat(counter("maybefork.forks", "kind", "park")).isEqualTo(before + 1);
    assertThat(gauge("maybefork.children")).isEqualTo(alive + 1);
    latch.countDown();
    fork.join();
  }

  @Test
  void aBlockThatHoldsItsCallerIsCounted() {
    double before = counter("maybefork.held", "kind", "sleep");
    maybeFork(
            () -> {
              endFork();
              Thread.sleep(1);
            })
        .join();
    assertThat(counter("maybefork.held", "kind", "sleep")).isEqualTo(before + 1);
  }

  /** Meters hold what they read weakly: it must not be gone after a garbage collection. */
  @Test
  void allAreThereAfterAGarbageCollection() {
    maybeFork(() -> {}).join();
    System.gc();
    assertThat(counter("maybefork.inline")).isPositive();
    assertThat(gauge("maybefork.helpers")).isNotNaN();
    assertThat(gauge("maybefork.helpers.waiting")).isNotNaN();
    assertThat(counter("maybefork.handoffs", "reason", "monitors")).isNotNaN();
    assertThat(counter("maybefork.scopes.limited")).isNotNaN();
    assertThat(counter("maybefork.loops.limited")).isNotNaN();
  }

  /** The names of a dashboard are Prometheus' own, which no compiler looks at. */
  @Test
  void allThatTheDashboardShowsIsThere() throws Exception {
    PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new MaybeForkMetrics().bindTo(prometheus);
    Set<String> scraped = names(prometheus.scrape());
    JsonObject dashboard =
        JsonParser.parseString(Files.readString(Path.of("grafana/maybefork.json")))
            .getAsJsonObject();
    Set<String> shown = new TreeSet<>();
    for (JsonElement panel : dashboard.getAsJsonArray("panels")) {
      for (JsonElement target : panel.getAsJsonObject().getAsJsonArray("targets")) {
        shown.addAll(names(target.getAsJsonObject().get("expr").getAsString()));
      }
    }
    assertThat(shown).hasSizeGreaterThanOrEqualTo(7).isSubsetOf(scraped);
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = Pattern.compile("maybefork_[a-z_]+").matcher(text);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }
}
