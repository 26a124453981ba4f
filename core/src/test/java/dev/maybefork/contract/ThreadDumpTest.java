package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maybefork.Fork;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.ThreadDumps;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thread dumps see the children that have forked, and no others; and see callers as they are. On
 * JDK 25 under the debugger agent only: without one its own dumps of virtual threads can crash
 * (JDK-8364343).
 */
class ThreadDumpTest {
  private final Blocker blocker = new Blocker();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @BeforeEach
  void onlyWhereTheyAreSafe() {
    assumeTrue(ThreadDumps.areSafe(), "JDK 25 without a debugger agent");
  }

  @EveryCaller
  void onlyForkedChildrenAreSeen() throws Exception {
    assumeFalse(Caller.watches(), "there all children are threads like any other");
    Fork<String> inline =
        maybeFork(() -> {
          String child = "#" + Thread.currentThread().threadId() + " ";
          return ThreadDumps.take(folder).contains(child) ? "seen" : "not seen";
        });
    assertThat(inline.join()).isEqualTo("not seen");
    Fork<Void> forked = maybeFork(blocker::await);
    assertThat(ThreadDumps.take(folder))
        .contains("#" + forked.id() + " \"maybefork-" + forked.id() + "\" virtual");
    blocker.release();
    forked.join();
  }

  /** A caller that was left half unmounted would be seen without a stack, or not at all. */
  @EveryCaller
  void theCallerIsSeenAsItIs() throws Exception {
    Fork<Void> forked = maybeFork(blocker::await);
    Thread caller = Thread.currentThread();
    AtomicBoolean seen = new AtomicBoolean();
    Thread walker =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              Await.until(() -> caller.getStackTrace().length > 0, "the caller has a stack");
              seen.set(true);
            });
    while (walker.isAlive()) {
      Thread.onSpinWait();
    }
    assertThat(seen.get()).isTrue();
    blocker.release();
    forked.join();
  }
}
