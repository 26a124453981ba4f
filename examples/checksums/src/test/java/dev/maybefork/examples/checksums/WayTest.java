package dev.maybefork.examples.checksums;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way does the same, whatever the engine. */
class WayTest {
  private static final int FILES = 1000;

  private static SampleTree tree;
  private static List<Path> files;

  @BeforeAll
  static void makeTree() throws IOException {
    tree = SampleTree.make(Path.of("target"), FILES);
    files = FileTree.files(List.of(tree.root()));
  }

  @AfterAll
  static void deleteTree() throws IOException {
    tree.close();
  }

  @ParameterizedTest
  @EnumSource
  void the_sums_are_those_of_sha256sum_in_order_when_nothing_is_in_memory(Way way)
      throws Exception {
    PageCache.evict(files);

    List<FileSum> sums = way.run(files, new Hasher("SHA-256")::sum, 16);

    assertThat(sums).hasSize(FILES).extracting(FileSum::file).isEqualTo(files);
    assertThat(Tools.check(sums)).isEqualTo(FILES);
  }

  @ParameterizedTest
  @EnumSource
  void a_file_that_cannot_be_read_stops_none_of_the_others(Way way) throws Exception {
    List<Path> some = new ArrayList<>(files.subList(0, 10));
    some.add(5, tree.root().resolve("none"));

    List<FileSum> sums = way.run(some, new Hasher("SHA-256")::sum, 16);

    assertThat(sums.get(5).problem()).isInstanceOf(NoSuchFileException.class);
    assertThat(sums.get(5).digest()).isNull();
    assertThat(sums).filteredOn(sum -> sum.problem() == null).hasSize(10);
  }

  @ParameterizedTest
  @EnumSource
  void one_at_a_time_is_enough(Way way) throws Exception {
    assertThat(way.run(files, new Hasher("MD5")::sum, 1))
        .isEqualTo(Way.PLAIN.run(files, new Hasher("MD5")::sum, 1));
  }

  @ParameterizedTest
  @EnumSource
  void no_files_are_no_sums(Way way) throws Exception {
    assertThat(way.run(List.of(), new Hasher("SHA-256")::sum, 16)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void a_limit_below_one_is_refused(Way way) {
    assertThatThrownBy(() -> way.run(files, new Hasher("SHA-256")::sum, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit must be at least 1: 0");
  }

  @Test
  void an_algorithm_that_the_jdk_does_not_have_is_refused() {
    assertThatThrownBy(() -> new Hasher("SHA-257"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no such algorithm: SHA-257");
  }
}
