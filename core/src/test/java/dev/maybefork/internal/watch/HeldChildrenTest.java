package dev.maybefork.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.ForkOn;
import dev.maybefork.MaybeFork;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class HeldChildrenTest {
  private static final StackTraceElement USERS = frame("com.example.Users");

  private static final String ENGINE = "dev.maybefork.internal.engine.WatchEngine";

  private static StackTraceElement frame(String type) {
    return new StackTraceElement(type, "method", "Type.java", 1);
  }

  /** As it is told of once for each location. */
  @Test
  void aCallerIsInTheSamePlaceWhateverTheEngineDoesForIt() {
    StackTraceElement maybeFork = frame(MaybeFork.class.getName());
    StackTraceElement call = frame("dev.maybefork.Conditions");
    StackTraceElement engine = frame(ENGINE);
    StackTraceElement nested = frame(ENGINE + "$Nested");
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
    StackTraceElement nested = frame(ENGINE + "$Nested");
    assertThat(HeldChildren.own(new StackTraceElement[] {nested, USERS})).isEqualTo(USERS);
  }

  /** A package of a program may lie beside ours. */
  @Test
  void otherPackagesAreNotTheLibrarys() {
    for (String type :
        new String[] {"dev.maybefork.junit.Users", "dev.maybeforks.Users", "dev.maybefork"}) {
      assertThat(HeldChildren.own(new StackTraceElement[] {frame(type), USERS}))
          .isEqualTo(frame(type));
    }
  }

  @Test
  void aStackOfTheJdkAndOursHasNoPlace() {
    assertThat(HeldChildren.own(new StackTraceElement[] {frame("dev.maybefork.ForkImpl")}))
        .isNull();
  }

  @Test
  void timesAreNumbersHoweverLong() {
    for (long seconds : new long[] {1, 5, Long.MAX_VALUE / 1_000, Long.MAX_VALUE}) {
      assertThat(HeldChildren.warnNanos(seconds)).isGreaterThanOrEqualTo(seconds);
    }
    assertThat(HeldChildren.warnNanos(5)).isEqualTo(5_000_000_000L);
  }
}
