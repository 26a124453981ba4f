package dev.maybefork.examples.checksums;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux keeps of files in memory. */
final class PageCache {
  private static final int READ_ONLY = 0;
  private static final int DONTNEED = 4;
  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));
  private static final String READ_BYTES = "read_bytes: ";

  private static final MethodHandle OPEN =
      link(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SYNCFS =
      link("syncfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FADVISE =
      link(
          "posix_fadvise",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle CLOSE =
      link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private PageCache() {}

  @SuppressWarnings("restricted")
  private static MethodHandle link(
      String name, FunctionDescriptor function, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), function, options);
  }

  /** Takes the files out of memory, but for what isn't yet on the disk: {@link #sync} first. */
  static void evict(List<Path> files) throws IOException {
    for (Path file : files) {
      with(file, fd -> (int) FADVISE.invokeExact(fd, 0L, 0L, DONTNEED));
    }
  }

  /** Writes what was changed in the file system of the file to its disk. */
  static void sync(Path file) throws IOException {
    with(file, fd -> (int) SYNCFS.invokeExact(fd));
  }

  /** How many bytes this process has made the system read from disks so far. */
  static long bytesFromDisk() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(line -> line.startsWith(READ_BYTES))
        .mapToLong(line -> Long.parseLong(line.substring(READ_BYTES.length())))
        .findFirst()
        .orElseThrow(() -> new IOException("the system doesn't tell what it reads from disks"));
  }

  /** A call of the system; 0 means that it was done. */
  private interface Call {
    int with(int fd) throws Throwable;
  }

  private static void with(Path file, Call call) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int fd = (int) OPEN.invokeExact(arena.allocateFrom(file.toString(), NAMES), READ_ONLY);
      if (fd < 0) {
        throw new IOException("can't be opened: " + file);
      }
      int status = call.with(fd);
      int closed = (int) CLOSE.invokeExact(fd);
      if (status != 0 || closed != 0) {
        throw new IOException("the system refused, status " + status + ": " + file);
      }
    } catch (IOException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
