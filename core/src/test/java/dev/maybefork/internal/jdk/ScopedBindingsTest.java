package dev.maybefork.internal.jdk;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.testing.Caller.Action;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A thread that has run out of stack has to look for its scoped values on its stack. That takes
 * longer than a body, and the longer the deeper it is, so it is done once.
 */
class ScopedBindingsTest {
  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theyAreLookedForOnce(boolean isVirtual) throws Exception {
    inThread(
        isVirtual,
        () -> {
          runOutOfStack();
          assertThat(maybeFork(SCOPED::isBound).join()).isFalse();
          assertThat(ScopedBindings.ofThisThread()).isNotNull();
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theyAreStillTheBodys(boolean isVirtual) throws Exception {
    inThread(
        isVirtual,
        () -> {
          ScopedValue.where(SCOPED, "bound")
              .call(() -> {
                runOutOfStack();
                assertThat(maybeFork(SCOPED::get).join()).isEqualTo("bound");
                assertThat(ScopedBindings.ofThisThread()).isNotNull();
                assertThat(SCOPED.get()).isEqualTo("bound");
                return null;
              });
          assertThat(maybeFork(SCOPED::isBound).join()).isFalse();
        });
  }

  private static void inThread(boolean isVirtual, Action action) throws Exception {
    FutureTask<Void> task =
        new FutureTask<>(() -> {
          action.run();
          return null;
        });
    var _ = (isVirtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(task);
    task.get(60, TimeUnit.SECONDS);
  }

  private static void runOutOfStack() throws ReflectiveOperationException {
    assertThatThrownBy(() -> recurse(0)).isInstanceOf(StackOverflowError.class);
    assertThat(ScopedBindings.ofThisThread()).isNull();
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int recurse(int depth) {
    return recurse(depth + 1) + 1;
  }
}
