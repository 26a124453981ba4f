package dev.maybefork.testing;

import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Files as the system has them. Also for programs without the libraries of the tests. */
public final class RealFiles {
  private RealFiles() {}

  public static Path makeFifo(Path path) throws Exception {
    makeFifos(List.of(path));
    return path;
  }

  /** A FIFO with both ends open: a reader finds it empty until it's written to. */
  public static RandomAccessFile openFifo(Path path) throws Exception {
    return new RandomAccessFile(makeFifo(path).toFile(), "rw");
  }

  public static void makeFifos(List<Path> paths) throws Exception {
    List<String> command = new ArrayList<>(List.of("mkfifo"));
    paths.forEach(path -> command.add(path.toString()));
    run(command);
  }

  /** Takes the file out of the page cache, by posix_fadvise. */
  public static void evict(Path file) throws Exception {
    run(List.of("dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0"));
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).isLoaded()) {
        Assumptions.abort("the file system keeps the file in memory");
      }
    }
  }

  /**
   * Keeps the file in the page cache until the arena is closed: a kernel may page out what was read
   * a moment ago (DAMON's proactive reclaim does, every few seconds).
   */
  @SuppressWarnings("restricted")
  public static void keepInMemory(Path file, Arena arena) throws Exception {
    MethodHandle lock =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("mlock"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    try (FileChannel channel = FileChannel.open(file)) {
      MemorySegment pages = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      int status = (int) lock.invokeExact(pages, pages.byteSize());
      if (status != 0) {
        Assumptions.abort("nobody may lock that much memory here: " + pages.byteSize());
      }
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static void run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    int status = process.waitFor();
    if (status != 0) {
      throw new AssertionError(command + " ended with " + status);
    }
  }
}
