package dev.maybefork;

import static dev.maybefork.MaybeFork.maybeFork;

import java.io.RandomAccessFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/** The programs that {@link HookedJvmTest} starts. What they need is made by the test. */
public final class HookedJvm {
  private HookedJvm() {}

  public static void main(String[] args) throws Exception {
    List<String> files = List.of(args).subList(1, args.length);
    switch (args[0]) {
      case "status" -> System.out.println(MaybeFork.engineStatus());
      case "reads" -> reads(files.getFirst());
      case "plainReaders" -> readers(Thread.ofVirtual().factory(), Duration.ofSeconds(1), files);
      case "childReaders" -> readers(MaybeFork.threadFactory(), Duration.ofSeconds(50), files);
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
}
