package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.maybefork.Fork;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a body is and sees, and what it may do to itself. */
class BodyTest {
  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();
  private final Blocker blocker = new Blocker();

  @EveryCaller
  void itRunsAsTheChildAndTheCallerStaysItself(Caller by) throws Exception {
    Thread caller = Thread.currentThread();
    Fork<Thread> inline = maybeFork(Thread::currentThread);
    assertThat(Thread.currentThread()).isSameAs(caller);
    assertThat(inline.join()).isNotSameAs(caller).matches(Thread::isVirtual);
    assertThat(maybeFork(() -> Thread.currentThread().getName()).join()).startsWith("maybefork");

    Fork<List<Thread>> forked =
        maybeFork(() -> {
          Thread before = Thread.currentThread();
          blocker.await();
          return List.of(before, Thread.currentThread());
        });
    assertThat(Thread.currentThread()).isSameAs(caller);
    blocker.release();
    List<Thread> children = forked.join();
    assertThat(children.get(0)).isSameAs(children.get(1)).isNotSameAs(caller);
    assertThat(forked.id()).isEqualTo(children.get(0).threadId());
    assertThat(children.get(0).getName()).isEqualTo("maybefork-" + forked.id());
    assertThat(children.get(0).isDaemon()).isTrue();
    assertThat(Thread.currentThread()).isSameAs(caller);
    assertThat(caller.isVirtual()).isEqualTo(by.isVirtual());
  }

  @EveryCaller
  void itsThreadLocalsAreItsOwn() throws Exception {
    ThreadLocal<String> local = new ThreadLocal<>();
    InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
    ClassLoader loader = new ClassLoader() {};
    local.set("caller");
    inherited.set("caller");
    Thread.currentThread().setContextClassLoader(loader);
    Fork<List<@Nullable Object>> fork =
        maybeFork(() -> {
          List<@Nullable Object> seen = new ArrayList<>();
          seen.add(local.get());
          seen.add(inherited.get());
          seen.add(Thread.currentThread().getContextClassLoader());
          local.set("child");
          inherited.set("child");
          blocker.await();
          seen.add(local.get());
          return seen;
        });
    assertThat(local.get()).isEqualTo("caller");
    assertThat(inherited.get()).isEqualTo("caller");
    blocker.release();
    assertThat(fork.join()).containsExactly(null, "caller", loader, "child");
  }

  @EveryCaller
  void theCallersScopedValuesAreVisible() throws Exception {
    assumeFalse(Caller.watches(), "the watch engine can't pass them on");
    assertThat(maybeFork(SCOPED::isBound).join()).isFalse();
    ScopedValue.where(SCOPED, "outer").run(this::seesScopedValues);
    assertThat(SCOPED.isBound()).isFalse();
  }

  private void seesScopedValues() {
    Fork<String> fork =
        maybeFork(() -> {
          String before = SCOPED.get();
          blocker.await();
          String rebound = ScopedValue.where(SCOPED, "inner").call(SCOPED::get);
          return before + rebound + SCOPED.get();
        });
    assertThat(SCOPED.get()).isEqualTo("outer");
    ScopedValue.where(SCOPED, "of no concern to it").run(blocker::release);
    assertThat(fork.join()).isEqualTo("outerinnerouter");
    assertThat(SCOPED.get()).isEqualTo("outer");
  }

  @EveryCaller
  void thousandsOfBlocksInOne() throws Exception {
    Fork<Integer> fork =
        maybeFork(() -> {
          Thread child = Thread.currentThread();
          int blocks = 0;
          for (; blocks < 5_000; blocks++) {
            LockSupport.parkNanos(1);
            assertThat(Thread.currentThread()).isSameAs(child);
          }
          return blocks;
        });
    assertThat(fork.join()).isEqualTo(5_000);
  }

  @EveryCaller
  void itMayThrowAnything() throws Exception {
    for (boolean block : new boolean[] {false, true}) {
      for (Throwable thrown :
          List.of(
              new Exception(),
              new InterruptedException(),
              new Error(),
              new OutOfMemoryError(),
              new ThreadDeathLike())) {
        Fork<Void> fork =
            maybeFork(() -> {
              if (block) {
                Thread.sleep(1);
              }
              sneakyThrow(thrown);
            });
        assertThatExceptionOfType(CompletionException.class)
            .isThrownBy(fork::join)
            .satisfies(e -> assertThat(e.getCause()).isSameAs(thrown));
      }
    }
  }

  private static final class ThreadDeathLike extends Throwable {
    private static final long serialVersionUID = 1;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void sneakyThrow(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @EveryCaller
  void itMayRunOutOfStack() throws Exception {
    Thread caller = Thread.currentThread();
    for (boolean block : new boolean[] {false, true}) {
      Fork<Integer> fork =
          maybeFork(() -> {
            if (block) {
              blocker.await();
            }
            return recurse(0);
          });
      assertThat(Thread.currentThread()).isSameAs(caller);
      blocker.release();
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(fork::join)
          .withCauseInstanceOf(StackOverflowError.class);
    }
    assertThat(maybeFork(() -> "alive").join()).isEqualTo("alive");
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int recurse(int depth) {
    return recurse(depth + 1) + 1;
  }

  @EveryCaller
  void itMayRunOutOfMemory() throws Exception {
    for (boolean block : new boolean[] {false, true}) {
      Fork<long[][]> fork =
          maybeFork(() -> {
            if (block) {
              Thread.sleep(1);
            }
            return new long[1_000][Integer.MAX_VALUE - 8];
          });
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(fork::join)
          .withCauseInstanceOf(OutOfMemoryError.class);
    }
  }

  /** As deep as a virtual thread may be when it blocks. */
  @EveryCaller
  void itMayBlockDeepDown() throws Exception {
    Fork<Integer> fork = maybeFork(() -> blockAt(1_000));
    assertThat(fork.forked()).isTrue();
    blocker.release();
    assertThat(fork.join()).isEqualTo(1_000);
  }

  private int blockAt(int depth) throws InterruptedException {
    if (depth == 0) {
      blocker.await();
      return 0;
    }
    return blockAt(depth - 1) + 1;
  }

  /** Threads that a body starts have its scheduler; they live on when it's over. */
  @EveryCaller
  void itMayStartThreadsThatOutliveIt() throws Exception {
    Fork<Thread> fork =
        maybeFork(() ->
            Thread.startVirtualThread(() -> {
              for (int i = 0; i < 100; i++) {
                LockSupport.parkNanos(1_000);
                Thread.yield();
              }
              blocker.awaitUninterruptibly();
            }));
    assertThat(fork.forked()).isFalse();
    blocker.release();
    fork.join().join();
  }
}
