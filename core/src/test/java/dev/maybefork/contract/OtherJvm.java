package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.endFork;
import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.Fork;
import dev.maybefork.ForkContext;
import dev.maybefork.ForkOn;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** The programs that {@link OtherJvmTest} starts. */
final class OtherJvm {
  private OtherJvm() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "works" -> works();
      case "oneCarrier" -> inVirtualThread(OtherJvm::works);
      case "deadlock" -> deadlock();
      case "reads" -> reads(() -> Thread.sleep(1_000));
      case "readsUntilNoticed" ->
          reads(() -> Await.until(() -> !MaybeFork.heldCallers().isEmpty(), "it is noticed"));
      case "once" -> {
        maybeFork(() -> "result").join();
        Runtime.getRuntime().halt(0);
      }
      case "recorded" -> recorded();
      case "warm" -> {
        MaybeFork.warmUp();
        System.out.println("warm");
        maybeFork(() -> {}).join();
        Fork<Void> fork = maybeFork(() -> Thread.sleep(1));
        fork.join();
        System.out.println("over: " + fork.forked());
      }
      case "contexts" -> {
        GREETING.set("hello");
        System.out.println("a body sees " + maybeFork(GREETING::get).join());
      }
      case "deep" -> {
        maybeFork(HOLDING.getFirst(), () -> {}).join(); // all is initialised
        inVirtualThread(() -> deep(new int[] {300}));
      }
      case "spinAfterCalls" -> inVirtualThread(OtherJvm::spinAfterCalls);
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.out.println(MaybeFork.engineStatus());
    System.out.println("works");
  }

  private static final ThreadLocal<String> GREETING = new ThreadLocal<>();

  /** Found by a ServiceLoader. */
  public static final class Greeting implements ForkContext {
    @Override
    public Snapshot capture() {
      String captured = GREETING.get();
      return () -> {
        GREETING.set(captured);
        return GREETING::remove;
      };
    }
  }

  /** Conditions under which a caller waits for its body. */
  private static final List<ForkOn> HOLDING =
      List.of(ForkOn.after(Duration.ofMillis(1)), ForkOn.NEVER);

  /** From each frame near the end of a stack: a call that throws has not run its body. */
  @SuppressWarnings("InfiniteRecursion") // to its end
  private static void deep(int[] calls) {
    try {
      deep(calls);
    } catch (StackOverflowError e) {
      // here it ends
    }
    if (calls[0]-- <= 0) {
      return;
    }
    for (ForkOn on : HOLDING) {
      boolean[] ran = new boolean[1];
      try {
        var _ =
            maybeFork(
                on,
                () -> {
                  ran[0] = true;
                  Thread.sleep(2);
                });
      } catch (StackOverflowError e) {
        if (ran[0]) {
          throw new AssertionError("its body has run", e);
        }
      }
    }
  }

  private static void inVirtualThread(Caller.Action action) throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    Thread.startVirtualThread(
            () -> {
              try {
                action.run();
              } catch (Throwable e) {
                thrown.add(e);
              }
            })
        .join();
    if (!thrown.isEmpty()) {
      throw new AssertionError(thrown.getFirst());
    }
  }

  /** The first call, and two more, with a flight recording of all virtual threads. */
  private static void recorded() throws Exception {
    Path file = Files.createTempFile("recorded", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadStart");
      recording.enable("jdk.VirtualThreadEnd");
      recording.start();
      for (int i = 0; i < 3; i++) {
        maybeFork(() -> "result").join();
      }
      recording.stop();
      recording.dump(file);
    }
    Map<String, Integer> events = new TreeMap<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      events.merge(event.getEventType().getName(), 1, Integer::sum);
    }
    System.out.println(events);
    Files.delete(file);
  }

  private static void works() throws Exception {
    Object monitor = new Object();
    for (int i = 0; i < 50; i++) {
      int number = i;
      check(maybeFork(() -> number).join() == number);
      synchronized (monitor) {
        Fork<Integer> fork = maybeFork(() -> nested(monitor, number));
        check(Thread.holdsLock(monitor));
        check(fork.join() == number);
      }
      Blocker blocker = new Blocker();
      Fork<Boolean> forked =
          maybeFork(() -> {
            blocker.await();
            return endFork();
          });
      check(forked.forked());
      blocker.release();
      check(forked.join());
      check(
          !maybeFork(
                  () -> {
                    boolean child = endFork();
                    Thread.sleep(1);
                    return child;
                  })
              .resultNow());
    }
  }

  /** The caller would wake its body later; the log must tell, before it is interrupted. */
  private static void deadlock() {
    Thread caller = Thread.currentThread();
    caller.setName("main\nWARNING: forged");
    AtomicBoolean begun = new AtomicBoolean(); // to choose the engine may take long
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            Await.until(begun::get, "the body begins");
            Thread.sleep(4_000);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          caller.interrupt();
        });
    Blocker blocker = new Blocker();
    Fork<Void> fork =
        maybeFork(
            ForkOn.NEVER,
            () -> {
              begun.set(true);
              waitsForItsCaller(blocker);
            });
    blocker.release();
    check(fork.isDone() && Thread.interrupted());
  }

  /** What nobody writes, until the process ends. */
  private static void reads(Caller.Action meanwhile) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            meanwhile.run();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          System.out.println("held in " + MaybeFork.heldCallers().size() + " places");
          Runtime.getRuntime().halt(0);
        });
    int read = Objects.requireNonNull(maybeFork(() -> System.in.read()).join());
    throw new AssertionError(read);
  }

  private static void waitsForItsCaller(Blocker blocker) throws InterruptedException {
    blocker.await();
  }

  /** Never unmounts again after it has called maybeFork. */
  private static void spinAfterCalls() {
    Blocker blocker = new Blocker();
    check(maybeFork(blocker::await).forked());
    check(!maybeFork(() -> "inline").forked());
    System.out.println("spinning");
    while (true) {
      Thread.onSpinWait();
    }
  }

  /** Holds a monitor of its own in its first slice, and forks from there. */
  private static int nested(Object callers, int number) {
    Object own = new Object();
    synchronized (own) {
      Fork<Integer> inner = maybeFork(() -> Thread.holdsLock(callers) ? -1 : number);
      check(Thread.holdsLock(own));
      return Objects.requireNonNull(inner.join());
    }
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new AssertionError();
    }
  }
}
