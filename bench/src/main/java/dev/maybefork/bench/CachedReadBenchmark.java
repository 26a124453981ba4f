package dev.maybefork.bench;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.Fork;
import java.io.EOFException;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the agent's hooks add to a read of 4 KiB that are in the page cache: the subclasses have the
 * same agent, with its hooks and without them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class CachedReadBenchmark {
  private static final int READS = 256;
  private static final int ATTEMPTS = 10;

  /** What is read with. */
  @Param({"FileChannel", "FileInputStream", "RandomAccessFile"})
  public String api;

  private DataFile data;
  private MappedByteBuffer mapping;
  private PageReader reader;
  private int children;
  private int forks;

  /** Makes and opens the file. */
  @Setup
  public void open() throws IOException {
    data = new DataFile(READS);
    checkHooks();
    mapping = data.keepCached();
    reader =
        switch (api) {
          case "FileChannel" -> new PageReader.OfChannel(data.path);
          case "FileInputStream" -> new PageReader.OfStream(data.path);
          case "RandomAccessFile" -> new PageReader.OfRandomAccessFile(data.path);
          default -> throw new IllegalArgumentException(api);
        };
  }

  /** That there are hooks where there should be, and that the file system answers them. */
  private void checkHooks() throws IOException {
    boolean expected = !"off".equals(System.getProperty("maybefork.hooks"));
    for (int i = 0; i < ATTEMPTS; i++) {
      data.drop(); // whoever else reads this disk may bring it back
      Fork<byte[]> fork = maybeFork(() -> Files.readAllBytes(data.path));
      fork.join();
      if (fork.forked() == expected) {
        return;
      }
    }
    throw new AssertionError("hooks: " + !expected);
  }

  /** Closes and deletes the file. */
  @TearDown
  public void close() throws IOException {
    boolean cached = mapping.isLoaded();
    reader.close();
    data.close();
    if (!cached || forks > children / 1000) {
      throw new AssertionError(forks + " of " + children + " children had to wait for the disk");
    }
  }

  /** The thread that JMH runs this in, which is no child. */
  @Benchmark
  @OperationsPerInvocation(READS)
  public int plain() throws IOException {
    reader.rewind();
    for (int i = 0; i < READS; i++) {
      if (reader.read() != DataFile.PAGE) {
        throw new EOFException();
      }
    }
    return READS;
  }

  /** A child of maybeFork; that one maybeFork is shared by all its reads. */
  @Benchmark
  @OperationsPerInvocation(READS)
  public int child() {
    Fork<Integer> fork = maybeFork(this::plain);
    int reads = fork.join();
    children++;
    forks += fork.forked() ? 1 : 0;
    return reads;
  }

  /** Hooks; a platform thread. */
  @org.openjdk.jmh.annotations.Fork(
      value = 3,
      jvmArgsAppend = {Flags.PLATFORM, Flags.AGENT, Flags.NATIVE_ACCESS, Flags.CARRIERS})
  public static class FromPlatform extends CachedReadBenchmark {}

  /** No hooks; a platform thread. */
  @org.openjdk.jmh.annotations.Fork(
      value = 3,
      jvmArgsAppend = {
        Flags.PLATFORM,
        Flags.AGENT,
        Flags.HOOKS_OFF,
        Flags.NATIVE_ACCESS,
        Flags.CARRIERS
      })
  public static class FromPlatformWithoutHooks extends CachedReadBenchmark {}

  /** Hooks; a virtual thread. */
  @org.openjdk.jmh.annotations.Fork(
      value = 3,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.AGENT, Flags.NATIVE_ACCESS, Flags.CARRIERS})
  public static class FromVirtual extends CachedReadBenchmark {}

  /** No hooks; a virtual thread. */
  @org.openjdk.jmh.annotations.Fork(
      value = 3,
      jvmArgsAppend = {
        Flags.VIRTUAL,
        Flags.AGENT,
        Flags.HOOKS_OFF,
        Flags.NATIVE_ACCESS,
        Flags.CARRIERS
      })
  public static class FromVirtualWithoutHooks extends CachedReadBenchmark {}
}
