package dev.maybefork.internal.jdk;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.Fork;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.LockFreeList;
import dev.maybefork.testing.RealFiles;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/** The programs that {@link HookedJvmTest} starts. What they need is made by the test. */
public final class HookedJvm {
  private HookedJvm() {}

  public static void main(String[] args) throws Throwable {
    List<String> files = List.of(args).subList(1, args.length);
    switch (args[0]) {
      case "bindings" -> System.out.println("scoped values=" + ScopedBindings.ofThisThread());
      case "status" -> System.out.println(MaybeFork.engineStatus());
      case "reads" -> reads(files.getFirst());
      case "plainReaders" -> readers(Thread.ofVirtual().factory(), Duration.ofSeconds(1), files);
      case "childReaders" -> readers(MaybeFork.threadFactory(), Duration.ofSeconds(50), files);
      case "stdin" -> stdin(files.getFirst());
      case "reachable" -> reachable();
      case "copies" -> copies(Path.of(files.get(0)), Path.of(files.get(1)));
      case "single" -> single(files.getFirst());
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void reads(String fifo) throws Exception {
    System.out.println(MaybeFork.engineStatus());
    try (RandomAccessFile both = new RandomAccessFile(fifo, "rw")) {
      Fork<Integer> fork = maybeFork(() -> both.read());
      System.out.println("forked=" + fork.forked());
      both.write(7);
      System.out.println("read=" + fork.join());
    }
  }

  /** Reads an empty FIFO in each of some threads. Does another virtual thread still run? */
  private static void readers(ThreadFactory factory, Duration patience, List<String> fifos)
      throws Exception {
    CountDownLatch begun = new CountDownLatch(fifos.size());
    List<RandomAccessFile> open = new ArrayList<>();
    for (String fifo : fifos) {
      RandomAccessFile both = new RandomAccessFile(fifo, "rw");
      open.add(both);
      factory.newThread(() -> read(both, begun)).start();
    }
    begun.await(); // nobody can take their carriers from here to the read
    Thread other = Thread.startVirtualThread(() -> {});
    System.out.println("runs while all read=" + other.join(patience));
    open.getFirst().write(1);
    System.out.println("runs after a write=" + other.join(Duration.ofSeconds(50)));
  }

  private static void read(RandomAccessFile file, CountDownLatch begun) {
    begun.countDown();
    try {
      file.read();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Reads a byte in each way from the standard input, which is the FIFO. */
  private static void stdin(String fifo) throws Exception {
    Field wrapped = FilterInputStream.class.getDeclaredField("in");
    wrapped.setAccessible(true);
    InputStream in = (InputStream) wrapped.get(System.in);
    List<String> seen = new LockFreeList<>();
    try (RandomAccessFile both = new RandomAccessFile(fifo, "rw")) {
      Thread.ofPlatform().daemon().start(() -> writeWhenSeen(seen, both));
      int result =
          HookedChild.run(
              seen, () -> in.read() + in.read(new byte[5]) + System.in.read(new byte[5]));
      System.out.println(seen + " " + result);
    }
  }

  /** Each read that is seen gets its byte when it blocks, or is about to. */
  private static void writeWhenSeen(List<String> seen, RandomAccessFile out) {
    try {
      for (int written = 0; written < 3; written++) {
        int before = 2 * written;
        Await.until(() -> seen.size() > before, "another read");
        out.write(1);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void reachable() throws Exception {
    List<String> seen = new LockFreeList<>();
    InetAddress self = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HookedChild.run(seen, () -> self.isReachable(100));
    System.out.println(seen);
  }

  private static void copies(Path file, Path copy) throws Throwable {
    List<String> seen = new ArrayList<>();
    if (RestrictedKernel.forbidCopies()) {
      HookedChild.run(
          event -> {
            seen.add(event);
            evict(file); // what the JDK has tried first has brought some of it into memory
          },
          /* moves= */ true,
          () -> Files.copy(file, copy));
    }
    System.out.println(seen);
  }

  private static void single(String file) throws Throwable {
    List<String> seen = new ArrayList<>();
    if (RestrictedKernel.forbidReadsAtOnce()) {
      try (FileInputStream in = new FileInputStream(file);
          RandomAccessFile random = new RandomAccessFile(file, "r")) {
        int sum = HookedChild.run(seen, () -> in.read() + random.read());
        System.out.println(seen + " " + sum);
      }
    } else {
      System.out.println(seen);
    }
  }

  private static void evict(Path file) {
    try {
      RealFiles.evict(file);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
