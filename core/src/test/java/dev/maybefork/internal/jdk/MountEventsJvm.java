package dev.maybefork.internal.jdk;

import static dev.maybefork.MaybeFork.maybeFork;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.maybefork.MaybeFork;
import dev.maybefork.agent.SpyAgent;
import dev.maybefork.testing.Await;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import one.profiler.AsyncProfiler;
import one.profiler.Counter;
import org.jspecify.annotations.Nullable;

/** The programs that {@link MountEventsTest} starts. */
public final class MountEventsJvm {
  private static final AtomicInteger CALLS = new AtomicInteger();
  private static volatile boolean stop;

  private MountEventsJvm() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "status" -> printStatus();
      case "ofAnotherFile" -> ofAnotherFile(args[1]);
      case "virtualThreadsFirst" -> virtualThreadsFirst();
      case "agent" -> amidCalls(MountEventsJvm::agentComes);
      case "profiler" -> amidCalls(MountEventsJvm::profilerComes);
      case "recording" -> amidCalls(MountEventsJvm::recordingBegins);
      case "dump" -> amidCalls(MountEventsJvm::threadsAreDumped);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void printStatus() {
    System.out.println(MaybeFork.engineStatus().agents());
  }

  private static void ofAnotherFile(String home) {
    maybeFork(() -> "the JDK itself needs its home for that").join();
    System.setProperty("java.home", home);
    printStatus();
  }

  /** Then the agent, for which the class of virtual threads is initialised. */
  private static void virtualThreadsFirst() throws Exception {
    Thread.startVirtualThread(() -> {}).join();
    SpyAgent.loadIntoThisJvm(Path.of(System.getProperty("maybefork.test.jar")));
    printStatus();
  }

  /** Callers of both sorts call all the time, their bodies load classes, and somebody comes. */
  private static void amidCalls(Await.Wait visitor) throws Exception {
    printStatus();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Runnable calls = MountEventsJvm::callAllTheTime;
      callers.add(i % 2 == 0 ? Thread.startVirtualThread(calls) : Thread.ofPlatform().start(calls));
    }
    awaitCalls(200);
    visitor.run();
    printStatus();
    awaitCalls(200);
    stop = true;
    for (Thread each : callers) {
      each.join();
    }
    System.out.println("all have ended");
  }

  private static void awaitCalls(int more) {
    int before = CALLS.get();
    Await.until(() -> CALLS.get() - before > more, "they call");
  }

  private static void callAllTheTime() {
    while (!stop) {
      for (int i = 0; i < 50; i++) {
        maybeFork(MountEventsJvm::work).join();
      }
      maybeFork(
              () -> {
                LockSupport.parkNanos(1_000);
                loadClass();
                work();
              })
          .join();
      maybeFork(MountEventsJvm::loadClass).join();
      CALLS.incrementAndGet();
    }
  }

  private static void loadClass() {
    ClassLoader loader = new URLClassLoader(new URL[0], MountEventsJvm.class.getClassLoader());
    Object _ = Proxy.newProxyInstance(loader, new Class<?>[] {Runnable.class}, (_, _, _) -> "");
  }

  private static int work() {
    int sum = 0;
    for (int i = 0; i < 2_000; i++) {
      sum += i * CALLS.getPlain();
    }
    return sum;
  }

  /** It changes a class from a virtual thread, in a body. */
  private static void agentComes() {
    AtomicInteger seen = new AtomicInteger();
    ClassFileTransformer counter =
        new ClassFileTransformer() {
          @Override
          public byte @Nullable [] transform(
              @Nullable ClassLoader loader,
              String name,
              @Nullable Class<?> type,
              @Nullable ProtectionDomain domain,
              byte[] bytes) {
            seen.incrementAndGet();
            return type == MountEventsJvm.class ? bytes.clone() : null;
          }
        };
    try {
      Instrumentation instrumentation = SpyAgent.load();
      instrumentation.addTransformer(counter, true);
      Thread.startVirtualThread(() ->
              maybeFork(() -> instrumentation.retransformClasses(MountEventsJvm.class)).join())
          .join();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    int before = seen.get();
    Await.until(() -> seen.get() > before + 10, "the agent sees classes of bodies");
    System.out.println("classes seen");
  }

  private static void profilerComes() {
    AsyncProfiler profiler = AsyncProfiler.getInstance();
    try {
      profiler.execute("start,event=ctimer,interval=1ms");
      Await.until(
          () -> profiler.dumpCollapsed(Counter.SAMPLES).contains("MountEventsJvm.work"),
          "the profiler sees bodies");
      profiler.stop();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    System.out.println("bodies seen");
  }

  private static void recordingBegins() {
    try (Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadStart");
      recording.enable("jdk.VirtualThreadEnd");
      recording.start();
      Thread child =
          maybeFork(
                  () -> {
                    Thread.sleep(1);
                    return Thread.currentThread();
                  })
              .join();
      child.join(); // it notes its end after that of its body
      recording.stop();
      Path file = Files.createTempFile("mounts", ".jfr");
      recording.dump(file);
      Set<String> events = new TreeSet<>(); // in a file they come in any order
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        String name = event.getEventType().getName();
        if (name.startsWith("jdk.") && event.getLong("javaThreadId") == child.threadId()) {
          events.add(name);
        }
      }
      Files.delete(file);
      System.out.println("child's events: " + events);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void threadsAreDumped() {
    try {
      Path folder = Files.createTempDirectory("mounts");
      Path file = folder.resolve("dump");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
      System.out.println("dumped: " + Files.readString(file).contains("callAllTheTime"));
      Files.delete(file);
      Files.delete(folder);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
