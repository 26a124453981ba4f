package dev.maybefork.internal.engine;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.Fork;
import dev.maybefork.ForkGatherers;
import dev.maybefork.ForkLoop;
import dev.maybefork.ForkScope;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.JavaCommand;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Gatherer;
import java.util.stream.Stream;

/** The programs that {@link ShortageTest} starts: what comes first in their JVM goes wrong. */
final class ShortageJvm {
  /** Else it would be collected, with its handler: the JDK holds loggers weakly. */
  private static final Logger LOGGER = Logger.getLogger("dev.maybefork");

  private ShortageJvm() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "stack" -> stack(Shape.valueOf(args[1]), Before.valueOf(args[2]));
      case "thread" -> thread();
      case "memory" -> memory();
      case "initialisers" -> initialisers();
      case "logger" -> logger();
      default -> throw new IllegalArgumentException(args[0]);
    }
    Blocker blocker = new Blocker();
    Fork<String> fork =
        maybeFork(() -> {
          blocker.await();
          return "result";
        });
    check(fork.forked());
    blocker.release();
    check(fork.join().equals("result"));
    System.out.println(MaybeFork.engineStatus());
    System.out.println("works");
  }

  /** What is called first. */
  enum Shape implements Callable<Object> {
    BODY {
      @Override
      public Object call() {
        return maybeFork(() -> "result").join();
      }
    },
    LOOP {
      @Override
      public Object call() {
        return ForkLoop.over(List.of("item")).map(item -> item).join();
      }
    },
    SCOPE {
      @Override
      public Object call() throws InterruptedException {
        try (ForkScope scope = ForkScope.open()) {
          Fork<String> fork = scope.fork(() -> "result");
          scope.join();
          return fork.resultNow();
        }
      }
    },
    GATHERER {
      @Override
      public Object call() {
        return gather(MAPPING);
      }
    },
    EXECUTOR {
      @Override
      public Object call() {
        return Objects.requireNonNull(MaybeFork.executor());
      }
    },
    STATUS {
      @Override
      public Object call() {
        return MaybeFork.engineStatus();
      }
    }
  }

  /** What has happened before. */
  enum Before {
    NOTHING,
    /**
     * All classes are linked, as from an archive: that takes more stack than to initialise them.
     */
    LINKED,
    /** The engine is chosen, too. */
    CHOSEN
  }

  /** On a stack that grows until it ends, and from each frame of its way back. */
  private static void stack(Shape shape, Before before) throws Exception {
    if (before != Before.NOTHING) {
      link();
    }
    if (before == Before.CHOSEN) {
      Objects.requireNonNull(MaybeFork.engineStatus());
    }
    int[] failures = new int[2];
    Thread thread = new Thread(null, () -> recurse(shape, failures), "deep", 400 * 1024);
    thread.start();
    thread.join();
    System.out.println("failed " + failures[0] + " times, then didn't " + failures[1] + " times");
    check(failures[0] > 0 && failures[1] > 0);
  }

  private static void link() throws Exception {
    Path classes = JavaCommand.CLASSES;
    try (Stream<Path> files = Files.walk(classes.resolve("dev"))) {
      for (Path file : files.filter(ShortageJvm::isClass).toList()) {
        String name = classes.relativize(file).toString().replace(".class", "").replace('/', '.');
        Class<?> loaded = Class.forName(name, false, ShortageJvm.class.getClassLoader());
        Method[] _ = loaded.getDeclaredMethods(); // which links it
      }
    }
  }

  private static boolean isClass(Path file) {
    return file.toString().endsWith(".class");
  }

  @SuppressWarnings("InfiniteRecursion") // to its end
  private static void recurse(Shape shape, int[] failures) {
    try {
      recurse(shape, failures);
    } catch (StackOverflowError e) {
      // here it ends
    }
    if (failures[1] > 20) {
      return;
    }
    try {
      Objects.requireNonNull(shape.call());
      failures[1]++;
    } catch (StackOverflowError e) {
      failures[0]++;
    } catch (Exception e) {
      check(e.getCause() instanceof StackOverflowError); // in the body
      failures[0]++;
    }
  }

  /** So large a stack that the system has no thread with it. */
  private static void thread() {
    long stackBytes = EngineChooser.stackBytes;
    EngineChooser.stackBytes = 1L << 50;
    for (Shape shape : Shape.values()) {
      try {
        throw new AssertionError(shape.call());
      } catch (Exception e) {
        throw new AssertionError(e);
      } catch (OutOfMemoryError e) {
        check(e.toString().contains("maybefork could not choose its engine"));
        check(e.toString().contains("native thread"));
      }
    }
    EngineChooser.stackBytes = stackBytes;
  }

  private static void memory() {
    List<byte[]> all = new ArrayList<>();
    for (int size = 1 << 20; size >= 64 << 10; size /= 2) {
      try {
        while (true) {
          all.add(new byte[size]);
        }
      } catch (OutOfMemoryError e) {
        // less of it
      }
    }
    String thrown = "nothing";
    try {
      maybeFork(() -> "result").join();
    } catch (OutOfMemoryError e) {
      thrown = "for want of memory";
    }
    int arrays = all.size();
    all.clear();
    System.out.println(thrown + ", beside " + arrays + " arrays");
  }

  private static final Gatherer<String, ?, String> MAPPING =
      ForkGatherers.mapConcurrent(2, item -> item);

  /** Without a stream: its classes could be lost just so. */
  private static <A> A gather(Gatherer<String, A, String> gatherer) {
    A state = gatherer.initializer().get();
    check(gatherer.integrator().integrate(state, "item", result -> true));
    return state;
  }

  private static final class First {
    static final Fork<String> FORK = maybeFork(() -> "first");
  }

  private static final class Second {
    static final Fork<String> FORK = maybeFork(() -> "second");
  }

  /** Two at once, one of them interrupted, one of them virtual. */
  private static void initialisers() throws Exception {
    boolean[] interrupted = new boolean[1];
    List<String> results = new ArrayList<>();
    Thread other = Thread.ofVirtual().unstarted(() -> results.add(Second.FORK.join()));
    other.start();
    Thread.currentThread().interrupt();
    String first = First.FORK.join();
    interrupted[0] = Thread.interrupted();
    other.join();
    check(interrupted[0] && first.equals("first") && results.equals(List.of("second")));
  }

  /** What warns of the slow engine uses it, and fails. */
  private static void logger() {
    LOGGER.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord log) {
            System.out.println("told " + maybeFork(() -> "inside").join());
            throw new AssertionError("a handler that fails");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new AssertionError();
    }
  }
}
