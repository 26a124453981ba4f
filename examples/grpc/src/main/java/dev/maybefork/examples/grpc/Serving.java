package dev.maybefork.examples.grpc;

import static dev.maybefork.ForkOn.BLOCKING;
import static dev.maybefork.ForkOn.after;
import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.ForkOn;
import dev.maybefork.MaybeFork;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Which threads run the calls of a server. */
enum Serving {
  /** gRPC's own: a cached pool, shared by all servers. */
  POOL("its default pool"),
  /** A virtual thread for each step of a call that finds no other one running. */
  VIRTUAL("virtual threads"),
  /** The event loop: a call that blocks or computes holds all connections of its loop. */
  DIRECT("directExecutor()"),
  /** The event loop, until a call blocks. */
  MAYBE_FORK("executor(MaybeFork.executor())"),
  /** Another thread, for which the event loop waits until a call blocks or a time is over. */
  AFTER("executor(…after(1 ms))"),
  /** As {@link #MAYBE_FORK}, but for the method that computes: that has a pool. */
  BY_METHOD("callExecutor, by method"),
  /** The event loop; within the service's methods {@code maybeFork} around what may block. */
  IN_METHOD("directExecutor(), maybeFork within");

  /** How long a call may hold its event loop. */
  private static final Duration PATIENCE = Duration.ofMillis(1);

  final String title;

  Serving(String title) {
    this.title = title;
  }

  /**
   * The constant of this name, in any case.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Serving named(String name) {
    return Arrays.stream(values())
        .filter(one -> one.name().equalsIgnoreCase(name))
        .findAny()
        .orElseThrow(
            () -> new IllegalArgumentException("serving: " + name + ", must be one of " + names()));
  }

  static String names() {
    return Arrays.stream(values())
        .map(one -> one.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** What runs all calls. Unused by {@link #POOL}. */
  ExecutorService newExecutor() {
    return switch (this) {
      case MAYBE_FORK, BY_METHOD -> MaybeFork.executor();
      case AFTER -> MaybeFork.executor(BLOCKING.or(after(PATIENCE)));
      case POOL, VIRTUAL, DIRECT, IN_METHOD -> Executors.newVirtualThreadPerTaskExecutor();
    };
  }

  /** What runs, within a method, that which may block. */
  Executor misses() {
    return this == IN_METHOD ? body -> fork(BLOCKING, body) : Runnable::run;
  }

  /** What runs, within a method, that which computes. */
  Executor prices() {
    return this == IN_METHOD ? body -> fork(ForkOn.ALWAYS, body) : Runnable::run;
  }

  /** Nobody waits for it: it answers its call by itself, whatever comes. */
  private static void fork(ForkOn on, Runnable body) {
    var _ = maybeFork(on, body::run);
  }
}
