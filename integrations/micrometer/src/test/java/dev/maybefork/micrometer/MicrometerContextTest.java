package dev.maybefork.micrometer;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.Fork;
import dev.maybefork.ForkContext;
import dev.maybefork.ForkLoop;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkScope;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Found by its name, with the accessors that are in the jars, and the MDC's. */
class MicrometerContextTest {
  private final CountDownLatch blocker = new CountDownLatch(1);

  @BeforeAll
  static void registerMdc() {
    ContextRegistry.getInstance().registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());
  }

  @AfterAll
  static void deregisterMdc() {
    ContextRegistry.getInstance().removeThreadLocalAccessor(Slf4jThreadLocalAccessor.KEY);
  }

  @AfterEach
  void clear() {
    MDC.clear();
    blocker.countDown();
  }

  @Test
  void theMdcIsThereBeforeAndAfterABlock() throws Exception {
    MDC.put("user", "ann");
    Fork<String> inline = maybeFork(() -> MDC.get("user"));
    Fork<String> forked =
        maybeFork(() -> {
          String before = MDC.get("user");
          blocker.await();
          return before + " " + MDC.get("user");
        });
    assertThat(inline.forked()).isFalse();
    assertThat(inline.join()).isEqualTo("ann");
    assertThat(forked.forked()).isTrue();
    MDC.put("user", "bob");
    blocker.countDown();
    assertThat(forked.join()).isEqualTo("ann ann");
  }

  @Test
  void whatABodyChangesIsItsOwn() {
    MDC.put("user", "ann");
    List<String> seen =
        ForkLoop.over(List.of(1, 2, 3))
            .map(_ -> {
              String before = MDC.get("user");
              MDC.put("user", "eve");
              return before;
            })
            .join();
    assertThat(seen).containsExactly("ann", "ann", "ann");
    assertThat(MDC.get("user")).isEqualTo("ann");
  }

  /** Its accessor is found in Micrometer's own jar. */
  @Test
  void anObservationIsTheOneOfTheCaller() throws Exception {
    ObservationRegistry registry = ObservationRegistry.create();
    registry.observationConfig().observationHandler(_ -> true); // else all of them are no-ops
    Observation request = Observation.start("request", registry);
    try (Observation.Scope _ = request.openScope()) {
      Fork<Observation> fork =
          maybeFork(() -> {
            blocker.await();
            return registry.getCurrentObservation();
          });
      blocker.countDown();
      assertThat(fork.join()).isSameAs(request);
      assertThat(registry.getCurrentObservation()).isSameAs(request);
    }
    request.stop();
  }

  @Test
  void aFactoryOfOnesOwnCarriesWhatItCarries() throws Exception {
    ContextRegistry nothing = new ContextRegistry();
    ForkContext context =
        new MicrometerContext(ContextSnapshotFactory.builder().contextRegistry(nothing).build());
    MDC.put("user", "ann");
    try (ForkScope scope = ForkScope.open(1, ForkOn.BLOCKING, context)) {
      assertThat(scope.fork(() -> String.valueOf(MDC.get("user"))).join()).isEqualTo("null");
      scope.join();
    }
  }
}
