package dev.maybefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class HeldChildrenTest {
  private static final StackTraceElement USERS = frame("com.example.Users");

  private static StackTraceElement frame(String type) {
    return new StackTraceElement(type, "method", "Type.java", 1);
  }

  /** As it is told of once for each place. */
  @Test
  void aCallerIsInTheSamePlaceWhateverTheEngineDoesForIt() {
    StackTraceElement maybeFork = frame(MaybeFork.class.getName());
    StackTraceElement call =
        new StackTraceElement(Conditions.class.getName(), "start", "Conditions.java", 1);
    StackTraceElement engine = frame(WatchEngine.class.getName());
    StackTraceElement nested = frame(WatchEngine.class.getName() + "$WatchedChild");
    StackTraceElement park =
        new StackTraceElement(
            "app", "java.base", "25", LockSupport.class.getName(), "park", "LockSupport.java", 1);
    for (StackTraceElement[] stack :
        new StackTraceElement[][] {
          {USERS},
          {engine, call, maybeFork, USERS},
          {park, engine, call, maybeFork, USERS},
          {frame(ForkOn.class.getName()), nested, engine, call, maybeFork, USERS},
          {frame("any.Thing"), engine, call, maybeFork, USERS, call, frame("com.example.Caller")},
        }) {
      assertThat(HeldChildren.own(HeldChildren.belowCall(stack))).isEqualTo(USERS);
    }
  }

  /** Not all callers come by way of it. */
  @Test
  void nestedClassesOfTheEngineAreTheEngine() {
    StackTraceElement nested = frame(WatchEngine.class.getName() + "$WatchedChild");
    assertThat(HeldChildren.own(new StackTraceElement[] {nested, USERS})).isEqualTo(USERS);
  }

  @Test
  void aStackOfTheJdkAndOursHasNoPlace() {
    assertThat(HeldChildren.own(new StackTraceElement[] {frame(ForkImpl.class.getName())}))
        .isNull();
  }
}
