package dev.maybefork.examples.checksums;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maybefork.BlockKind;
import dev.maybefork.ForkStats;
import dev.maybefork.MaybeFork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is in memory is a plain call, and what isn't is waited for in threads. */
@Tag("agent")
class ForkingTest {
  private static final int FILES = 1000;
  private static final String SHA_OF_LATE =
      "089001a35679a33ef3db0ca350db9b9a2f0136e0e327577b04b3b98127470961";
  private static final long DEADLINE_SECONDS = 60;

  @BeforeAll
  static void theEngineIsInline() {
    assertThat(MaybeFork.warmUp().engine()).isEqualTo("inline");
  }

  @Test
  void files_fork_if_they_come_from_the_disk() throws Exception {
    try (SampleTree tree = SampleTree.make(Path.of("target"), FILES)) {
      List<Path> files = FileTree.files(List.of(tree.root()));
      PageCache.evict(files);
      long diskBefore = PageCache.bytesFromDisk();
      long before = MaybeFork.stats().forks(BlockKind.FILE);

      Way.LOOP.run(files, new Hasher("SHA-256")::sum, 16);

      assumeTrue(PageCache.bytesFromDisk() > diskBefore, "the file system keeps files in memory");
      assertThat(MaybeFork.stats().forks(BlockKind.FILE) - before).isBetween(1L, (long) FILES);
    }
  }

  /** More than once, as the system may take away at any time what was read a moment ago. */
  @Test
  void files_do_not_fork_if_they_are_in_memory() throws Exception {
    try (SampleTree tree = SampleTree.make(Path.of("target"), FILES)) {
      List<Path> files = FileTree.files(List.of(tree.root()));
      await("all are plain calls", () -> areAllInline(files));
    }
  }

  private static boolean areAllInline(List<Path> files) throws Exception {
    ForkStats before = MaybeFork.stats();
    Way.LOOP.run(files, new Hasher("SHA-256")::sum, 16);
    ForkStats after = MaybeFork.stats();
    return after.forked() == before.forked() && after.inline() - before.inline() == FILES;
  }

  @ParameterizedTest
  @EnumSource(names = {"LOOP", "LOOPS", "GATHERER"})
  void a_file_that_is_waited_for_holds_none_of_the_others(Way way) throws Exception {
    try (SampleTree tree = SampleTree.make(Path.of("target"), 8);
        ExecutorService caller = Executors.newSingleThreadExecutor()) {
      List<Path> files = new ArrayList<>(FileTree.files(List.of(tree.root())));
      files.add(3, Tools.makeFifo(tree.root().resolve("fifo")));
      Hasher hasher = new Hasher("SHA-256");
      Future<List<FileSum>> sums = caller.submit(() -> way.run(files, hasher::sum, 16));
      try {
        await("all others are done", () -> hasher.done() == 8);
        assertThat(sums.isDone()).isFalse();
      } finally {
        Files.writeString(files.get(3), "late", StandardOpenOption.WRITE);
      }
      assertThat(sums.get()).extracting(FileSum::file).isEqualTo(files);
      assertThat(sums.get().get(3).digest()).isEqualTo(SHA_OF_LATE);
    }
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + DEADLINE_SECONDS * 1_000_000_000;
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
