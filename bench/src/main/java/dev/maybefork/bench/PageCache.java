package dev.maybefork.bench;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux is told about a file's pages, by {@code posix_fadvise(2)}. */
final class PageCache {
  private static final int RANDOM = 1;
  private static final int DONTNEED = 4;

  private static final MethodHandle FADVISE = link();

  private PageCache() {}

  @SuppressWarnings("restricted")
  private static MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("posix_fadvise"),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  }

  private static void advise(int fd, int advice) {
    int error;
    try {
      error = (int) FADVISE.invokeExact(fd, 0L, 0L, advice);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    if (error != 0) {
      throw new AssertionError("posix_fadvise: error " + error);
    }
  }

  /** Takes the file out of the page cache, but for what isn't yet on the disk. */
  static void drop(int fd) {
    advise(fd, DONTNEED);
  }

  /** From now on a read through this descriptor reads no more than what it was asked for. */
  static void expectRandomReads(int fd) {
    advise(fd, RANDOM);
  }

  /** The descriptor by which this process has the file open; there must be exactly one. */
  static int descriptor(Path file) throws IOException {
    Path real = file.toRealPath();
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      List<Integer> found =
          all.filter(link -> leadsTo(link, real))
              .map(link -> Integer.valueOf(link.getFileName().toString()))
              .toList();
      if (found.size() != 1) {
        throw new AssertionError(file + " is open as " + found);
      }
      return found.getFirst();
    }
  }

  private static boolean leadsTo(Path link, Path real) {
    try {
      return Files.readSymbolicLink(link).equals(real);
    } catch (IOException closed) { // meanwhile
      return false;
    }
  }
}
