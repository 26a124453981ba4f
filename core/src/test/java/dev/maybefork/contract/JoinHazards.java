package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.Fork;
import dev.maybefork.ForkBody;
import dev.maybefork.ForkGatherers;
import dev.maybefork.ForkLoop;
import dev.maybefork.ForkScope;
import dev.maybefork.MaybeFork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * The program that {@link JoinHazardTest} starts: callers that wait for a child, most of them with
 * what it waits for. Each is a method of its own, in a thread of its own, all at once. Some wait
 * for ever. Its argument is whether they are virtual threads.
 */
@SuppressWarnings({"FutureReturnValueIgnored", "LockNotBeforeTry"}) // nobody ever ends some of them
final class JoinHazards {
  /** Else it would be collected, with its handler: the JDK holds loggers weakly. */
  private static final Logger LOGGER = Logger.getLogger("dev.maybefork");

  private static final int WAIT_MILLIS = 1_500;

  private JoinHazards() {}

  public static void main(String[] args) throws Exception {
    Log log = new Log();
    LOGGER.addHandler(log);
    LOGGER.setUseParentHandlers(false);
    System.out.println(MaybeFork.engineStatus().engine());
    Thread.Builder builder =
        args[0].equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    Path file = Files.createTempFile("hazards", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("maybefork.JoinHazard").with("throttle", "off");
      recording.start();
      for (ForkBody shape : SHAPES) {
        builder.start(() -> run(shape));
      }
      Thread.sleep(2 * WAIT_MILLIS);
      recording.stop();
      recording.dump(file);
    }
    print(file);
    log.print();
    Runtime.getRuntime().halt(0);
  }

  private static void run(ForkBody shape) {
    try {
      shape.run();
    } catch (TimeoutException e) {
      // as meant
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void print(Path file) throws Exception {
    Map<String, String> events = new TreeMap<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().equals("maybefork.JoinHazard")) {
        String caller = method(event.getString("callerLocation"));
        String seen =
            event.getString("kind")
                + (event.getBoolean("deadlock") ? " deadlock" : " hazard")
                + (caller.equals(method(event.getString("location"))) ? "" : " elsewhere")
                + (event.getString("childStack").contains(caller) ? "" : " no child")
                + (event.getString("callerStack").contains(caller) ? "" : " no caller")
                + (event.getDuration("waitedTime").toMillis() >= 50 ? "" : " too early");
        events.merge(caller, seen, (one, other) -> one + " and " + other);
      }
    }
    events.forEach((caller, seen) -> System.out.println(caller + ": " + seen));
    Files.delete(file);
  }

  /** Without the class, the line, and what a lambda adds. */
  private static String method(String location) {
    return location
        .replaceFirst(":.*", "")
        .replaceFirst(".*\\.", "")
        .replaceFirst("lambda\\$(\\w+)\\$.*", "$1");
  }

  private static final class Log extends Handler {
    private final Map<String, Integer> times = new TreeMap<>();

    @Override
    public synchronized void publish(LogRecord log) {
      String text = log.getMessage();
      if (text.startsWith("A thread waits for its child") || log.getParameters() != null) {
        text = java.text.MessageFormat.format(text, log.getParameters());
      }
      if (text.contains("The child, ") && text.contains("\nWho waits for it, ")) {
        for (String line : text.lines().toList()) {
          if (line.contains("JoinHazards.lambda$deadlock$")) {
            times.merge("logged the child", 1, Integer::sum);
          } else if (line.contains("JoinHazards.deadlock(")) {
            times.merge("logged the caller", 1, Integer::sum);
          }
        }
      }
    }

    synchronized void print() {
      System.out.println(times);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static final List<ForkBody> SHAPES =
      List.of(
          JoinHazards::deadlock,
          JoinHazards::deadlock, // at the same sites
          JoinHazards::monitor,
          JoinHazards::monitors,
          JoinHazards::lock,
          JoinHazards::lockForEver,
          JoinHazards::tryLock,
          JoinHazards::writeLock,
          JoinHazards::readLock,
          JoinHazards::scope,
          JoinHazards::scopeClose,
          JoinHazards::loop,
          JoinHazards::loopAtLimit,
          JoinHazards::executor,
          JoinHazards::gatherer,
          JoinHazards::late,
          JoinHazards::ofOther,
          JoinHazards::ofOtherMonitor,
          JoinHazards::noLock,
          JoinHazards::sleeps,
          JoinHazards::shared);

  private static void locked(Lock lock) {
    lock.lock();
    lock.unlock();
  }

  private static void await(Future<?> fork) throws Exception {
    Object _ = fork.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  // hazards

  private static void deadlock() {
    Object monitor = new Object();
    synchronized (monitor) {
      maybeFork(
              () -> {
                synchronized (monitor) {
                  return 1;
                }
              })
          .join();
    }
  }

  private static void monitor() throws Exception {
    Object monitor = new Object();
    synchronized (monitor) {
      Fork<Integer> fork =
          maybeFork(() -> {
            synchronized (monitor) {
              return 1;
            }
          });
      Object _ = fork.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** One of several, in another frame. */
  private static void monitors() throws Exception {
    Object monitor = new Object();
    synchronized (monitor) {
      synchronized (new Object()) {
        joinsWithMonitors(monitor);
      }
    }
  }

  private static void joinsWithMonitors(Object monitor) throws Exception {
    synchronized (new Object()) {
      Fork<Integer> fork =
          maybeFork(() -> {
            synchronized (monitor) {
              return 1;
            }
          });
      Object _ = fork.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static void lock() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    Fork<Void> fork = maybeFork(() -> lock.lock());
    Object _ = fork.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void lockForEver() throws Exception {
    ReentrantLock lock = new ReentrantLock(/* fair= */ true);
    lock.lock();
    Fork<Void> fork = maybeFork(() -> lock.lockInterruptibly());
    Object _ = fork.get();
  }

  private static void tryLock() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    Fork<Boolean> fork = maybeFork(() -> lock.tryLock(WAIT_MILLIS, TimeUnit.MILLISECONDS));
    Object _ = fork.get();
  }

  private static void writeLock() throws Exception {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    lock.writeLock().lock();
    Fork<Void> fork = maybeFork(() -> lock.writeLock().lock());
    Object _ = fork.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void readLock() throws Exception {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    lock.writeLock().lock();
    Fork<Void> fork = maybeFork(() -> lock.readLock().lock());
    Object _ = fork.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void scope() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    try (ForkScope scope = ForkScope.open()) {
      var _ = scope.fork(() -> "ends");
      var _ = scope.fork(() -> Thread.sleep(10));
      var _ = scope.fork(() -> lock.lock());
      scope.join();
    }
  }

  /** It cancels the body, which goes on all the same. */
  private static void scopeClose() {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    ForkScope scope = ForkScope.open();
    var _ = scope.fork(() -> lock.lock());
    scope.close();
  }

  private static void loop() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    Fork<Void> fork = ForkLoop.over(List.of(1, 2)).run(item -> lock.lock());
    Object _ = fork.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void loopAtLimit() {
    Object monitor = new Object();
    synchronized (monitor) {
      ForkLoop.over(List.of(1, 2))
          .limit(1)
          .run(item -> {
            synchronized (monitor) {
              Thread.onSpinWait();
            }
          })
          .join();
    }
  }

  private static void executor() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    ExecutorService executor = MaybeFork.executor(); // not closed: that would wait for it
    Future<?> future = executor.submit(() -> lock.lock());
    Object _ = future.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void gatherer() {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    var _ =
        Stream.of(1, 2)
            .gather(
                ForkGatherers.mapConcurrent(
                    2,
                    item -> {
                      lock.lock();
                      return item;
                    }))
            .toList();
  }

  /** The child has something else to do first. */
  private static void late() throws Exception {
    Object monitor = new Object();
    synchronized (monitor) {
      Fork<Integer> fork =
          maybeFork(() -> {
            Thread.sleep(200);
            synchronized (monitor) {
              return 1;
            }
          });
      Object _ = fork.get(2 * WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  // no hazards

  private static void ofOther() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    CountDownLatch held = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          lock.lock();
          held.countDown();
          LOGGER.getName();
          sleepLong();
        });
    held.await();
    ReentrantLock own = new ReentrantLock();
    own.lock();
    await(maybeFork(() -> locked(lock)));
  }

  private static void ofOtherMonitor() throws Exception {
    Object monitor = new Object();
    CountDownLatch held = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          synchronized (monitor) {
            held.countDown();
            sleepLong();
          }
        });
    held.await();
    synchronized (new Object()) {
      await(
          maybeFork(() -> {
            synchronized (monitor) {
              return 1;
            }
          }));
    }
  }

  private static void sleepLong() {
    try {
      Thread.sleep(100_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void noLock() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    await(maybeFork(() -> latch.await()));
  }

  private static void sleeps() throws Exception {
    synchronized (new Object()) {
      await(maybeFork(() -> Thread.sleep(WAIT_MILLIS * 3)));
    }
  }

  /** A read lock has no owner: what can't be known isn't said. */
  private static void shared() throws Exception {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    lock.readLock().lock();
    await(maybeFork(() -> locked(lock.writeLock())));
  }
}
