package dev.maybefork.internal.watch;

import static dev.maybefork.MaybeFork.endFork;
import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.maybefork.HeldCaller;
import dev.maybefork.MaybeFork;
import dev.maybefork.internal.jdk.Internals;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.RealFiles;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that block in native code where there are no hooks. */
@Tag("contract")
class HeldCallersTest {
  private static final StackTraceElement FRAME = new StackTraceElement("C", "m", "C.java", 1);

  @TempDir Path directory;

  @BeforeEach
  void needsToKnowTheThreadsOfTheSystem() {
    assumeFalse(Caller.watches(), "where children are watched, no held caller is noticed");
  }

  private RandomAccessFile newFifo(String name) throws Exception {
    return RealFiles.openFifo(directory.resolve(name));
  }

  /** What was noticed of a method of this test. */
  private static List<HeldCaller> heldIn(String method) {
    return MaybeFork.heldCallers().stream()
        .filter(held -> held.site().getMethodName().contains(method))
        .toList();
  }

  /**
   * Writes to it, in another thread, as soon as that is so; and when it has not been so for long,
   * as nothing else ends the read.
   */
  private static void answerWhen(Await.Condition condition, RandomAccessFile fifo) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            Await.until(condition, "the read is noticed");
          } finally {
            write(fifo);
          }
        });
  }

  private static void write(RandomAccessFile fifo) {
    try {
      fifo.write(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When so many reads by a method were noticed. */
  private static void answerWhenNoticed(RandomAccessFile fifo, String method, int times) {
    answerWhen(() -> heldIn(method).stream().mapToLong(HeldCaller::times).sum() >= times, fifo);
  }

  /** When a read by a method has lasted for so long. */
  private static void answerWhenLong(RandomAccessFile fifo, String method, Duration length) {
    answerWhen(
        () -> heldIn(method).stream().anyMatch(held -> held.longest().compareTo(length) >= 0),
        fifo);
  }

  /** At one site, so many times. */
  private static void assertNoticed(String method, int times) {
    assertThat(heldIn(method))
        .singleElement()
        .satisfies(held -> assertThat(held.times()).isEqualTo(times));
  }

  private static int readsForAll(RandomAccessFile fifo) throws IOException {
    return fifo.read();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.maybefork.testing.Caller#all")
  void aCallThatBlocksIsNoticedWithItsSite(Caller by) throws Exception {
    try (RandomAccessFile fifo = newFifo("fifo")) {
      int before = (int) heldIn("readsForAll").stream().mapToLong(HeldCaller::times).sum();
      answerWhenNoticed(fifo, "readsForAll", before + 1);
      by.run(() -> assertThat(maybeFork(() -> readsForAll(fifo)).forked()).isFalse());
    }
    assertThat(heldIn("readsForAll"))
        .singleElement()
        .satisfies(held -> {
          assertThat(held.call().getMethodName()).isEqualTo("read0");
          assertThat(held.call().isNativeMethod()).isTrue();
          assertThat(held.site().getClassName()).isEqualTo(HeldCallersTest.class.getName());
          assertThat(held.stack()).first().isEqualTo(held.call());
          assertThat(held.stack()).contains(held.site());
          assertThat(held.longest()).isPositive();
        });
  }

  private static void readsTwice(RandomAccessFile first, RandomAccessFile second)
      throws IOException {
    for (RandomAccessFile fifo : List.of(first, second)) {
      fifo.read();
    }
  }

  @Test
  void eachCallIsCountedOnce() throws Exception {
    try (RandomAccessFile first = newFifo("first");
        RandomAccessFile second = newFifo("second")) {
      answerWhenNoticed(first, "readsTwice", 1);
      answerWhenNoticed(second, "readsTwice", 2);
      maybeFork(() -> readsTwice(first, second)).join();
    }
    assertNoticed("readsTwice", 2);
  }

  private static int readsInOnePlace(RandomAccessFile fifo) throws IOException {
    return fifo.read();
  }

  /** Of so many threads that at least two of them have the same place as their first choice. */
  @Test
  void twoCallersOfOnePlaceAreBothSeen() throws Exception {
    List<ExecutorService> threads =
        Stream.generate(Executors::newSingleThreadExecutor).limit(ThreadSlots.COUNT + 1).toList();
    try (RandomAccessFile fifo = newFifo("fifo")) {
      List<Future<?>> reads = new ArrayList<>();
      for (ExecutorService thread : ofOnePlace(threads)) {
        answerWhenNoticed(fifo, "readsInOnePlace", 2);
        reads.add(thread.submit(() -> maybeFork(() -> readsInOnePlace(fifo)).join()));
      }
      for (Future<?> read : reads) {
        read.get();
      }
    } finally {
      threads.forEach(ExecutorService::shutdown);
    }
    assertNoticed("readsInOnePlace", 2);
  }

  private static List<ExecutorService> ofOnePlace(List<ExecutorService> threads) throws Exception {
    Map<Integer, ExecutorService> byHome = new HashMap<>();
    for (ExecutorService thread : threads) {
      int home = thread.submit(() -> ThreadSlots.home(Internals.osThread())).get();
      ExecutorService other = byHome.put(home, thread);
      if (other != null) {
        return List.of(thread, other);
      }
    }
    throw new AssertionError("more threads than places");
  }

  private static int readsInner(RandomAccessFile fifo) throws IOException {
    return fifo.read();
  }

  /** Its place is the one that the outer body has, and gets back. */
  @Test
  void ofNestedBodiesTheInnerIsTold() throws Exception {
    try (RandomAccessFile inner = newFifo("inner");
        RandomAccessFile outer = newFifo("outer")) {
      answerWhenNoticed(inner, "readsInner", 1);
      answerWhenNoticed(outer, "readsAfterInner", 1);
      maybeFork(() -> readsAfterInner(inner, outer)).join();
    }
    assertNoticed("readsInner", 1);
    assertNoticed("readsAfterInner", 1);
  }

  private static int readsAfterInner(RandomAccessFile inner, RandomAccessFile outer)
      throws IOException {
    return maybeFork(() -> readsInner(inner)).join() + outer.read();
  }

  @Test
  void whatHasForkedIsNotKept() {
    for (int i = 0; i < 1_000; i++) {
      maybeFork(
              () -> {
                Thread.yield();
                maybeFork(() -> {}).join();
              })
          .join();
    }
    assertThat(HeldCallers.found()).noneMatch(HeldCallersTest::hasEnded);
  }

  private static boolean hasEnded(WatchedSlice slice) {
    Thread thread = slice.thread();
    return thread == null || thread.getState() == Thread.State.TERMINATED;
  }

  private static int readsLong(RandomAccessFile fifo) throws IOException {
    return fifo.read();
  }

  /** Of a call that lasts the last known length is kept. */
  @Test
  void howLongItTookIsKept() throws Exception {
    try (RandomAccessFile fifo = newFifo("fifo")) {
      answerWhenLong(fifo, "readsLong", Duration.ofMillis(300));
      maybeFork(() -> readsLong(fifo)).join();
    }
    assertThat(heldIn("readsLong"))
        .singleElement()
        .satisfies(
            held -> assertThat(held.longest()).isGreaterThanOrEqualTo(Duration.ofMillis(300)));
  }

  private static void computes(AtomicBoolean over) {
    while (!over.get()) {
      Thread.onSpinWait();
    }
  }

  private static void readsWhatIsThere(AtomicBoolean over, Path file) throws IOException {
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      while (!over.get()) {
        in.read();
      }
    }
  }

  private static void parksOn(AtomicBoolean over) {
    endFork();
    Await.until(over::get, "over"); // parks again and again
  }

  private static int readsAfterEnd(RandomAccessFile fifo) throws IOException {
    endFork();
    return fifo.read();
  }

  private static int readsWhileOthersDoNot(RandomAccessFile fifo) throws IOException {
    return fifo.read();
  }

  /** For as long as it takes to notice another call some ten times over. */
  @Test
  void nothingElseIs() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (RandomAccessFile afterEnd = newFifo("afterEnd");
        RandomAccessFile fifo = newFifo("fifo")) {
      List<Thread> others =
          List.of(
              Thread.ofPlatform().start(() -> maybeFork(() -> computes(over)).join()),
              Thread.ofPlatform()
                  .start(
                      () -> maybeFork(() -> readsWhatIsThere(over, Path.of("/dev/zero"))).join()),
              Thread.ofPlatform().start(() -> maybeFork(() -> parksOn(over)).join()),
              Thread.ofPlatform().start(() -> maybeFork(() -> readsAfterEnd(afterEnd)).join()));
      answerWhenLong(fifo, "readsWhileOthersDoNot", Duration.ofMillis(300));
      maybeFork(() -> readsWhileOthersDoNot(fifo)).join();
      assertThat(heldIn("readsWhileOthersDoNot")).isNotEmpty();
      over.set(true);
      afterEnd.write(1);
      for (Thread other : others) {
        other.join();
      }
    }
    assertThat(heldIn("computes")).isEmpty();
    assertThat(heldIn("readsWhatIsThere")).isEmpty();
    assertThat(heldIn("parksOn")).isEmpty();
    assertThat(heldIn("until")).isEmpty();
    assertThat(heldIn("readsAfterEnd")).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> new HeldCaller(null, FRAME, 1, Duration.ZERO, List.of()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("call");
    assertThatThrownBy(() -> new HeldCaller(FRAME, null, 1, Duration.ZERO, List.of()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("site");
    assertThatThrownBy(() -> new HeldCaller(FRAME, FRAME, 1, null, List.of()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("longest");
  }
}
