package dev.maybefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class ContextsTest {
  /** So a body costs what it did before there were contexts. */
  @Test
  void whereThereIsNoContextABodyIsLeftAsItIs() {
    Callable<String> body = () -> "";
    Runnable task = () -> {};
    ForkLoop.ItemFunction<String, String> function = item -> item;
    for (ForkContext none : new ForkContext[] {Contexts.REGISTERED, Contexts.NONE}) {
      assertThat(Contexts.within(none, body)).isSameAs(body);
      assertThat(Contexts.within(none, task)).isSameAs(task);
      assertThat(Contexts.itemWithin(none, function)).isSameAs(function);
    }
  }
}
