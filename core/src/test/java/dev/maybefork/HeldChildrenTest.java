package dev.maybefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class HeldChildrenTest {
  private static final StackTraceElement USERS = frame("com.example.Users");

  private static StackTraceElement frame(String type) {
    return new StackTraceElement(type, "method", "Type.java", 1);
  }

  @Test
  void aCallerIsInTheSamePlaceWhateverTheEngineDoesForIt() {
    StackTraceElement maybeFork = frame(MaybeFork.class.getName());
    StackTraceElement engine = frame(WatchEngine.class.getName());
    StackTraceElement park =
        new StackTraceElement(
            "app", "java.base", "25", LockSupport.class.getName(), "park", "LockSupport.java", 1);
    StackTraceElement nested = frame(WatchEngine.class.getName() + "$WatchedChild");
    StackTraceElement asks = frame(Block.class.getName());
    for (StackTraceElement[] stack :
        new StackTraceElement[][] {
          {USERS},
          {engine, maybeFork, USERS},
          {park, engine, maybeFork, USERS},
          {nested, engine, maybeFork, USERS},
          {asks, nested, engine, maybeFork, USERS, frame("com.example.Caller")},
        }) {
      assertThat(HeldChildren.own(stack)).isEqualTo(USERS);
    }
  }

  @Test
  void aStackOfTheJdkAndOursHasNoPlace() {
    assertThat(HeldChildren.own(new StackTraceElement[] {frame(ForkImpl.class.getName())}))
        .isNull();
  }
}
