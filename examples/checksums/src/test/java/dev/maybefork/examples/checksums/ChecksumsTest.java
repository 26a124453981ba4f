package dev.maybefork.examples.checksums;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command; and the program in a process of its own, with the agent that its jar names. */
@Tag("agent")
class ChecksumsTest {
  @Test
  void a_tree_with_a_progress_bar(@TempDir Path folder) throws Exception {
    try (SampleTree tree = SampleTree.make(folder, 300)) {
      Tools.Result result = Tools.program("sum", "--progress", tree.root().toString());

      assertThat(result.status()).as(result.err()).isZero();
      assertThat(Tools.check(result.out())).isEqualTo(300);
      assertThat(result.err()).contains("ForkLoop", "100%", "300/300");
    }
  }

  @Test
  void by_each_way_the_output_is_the_same_and_nothing_else_is_said(@TempDir Path folder)
      throws Exception {
    try (SampleTree tree = SampleTree.make(folder, 20)) {
      String root = tree.root().toString();
      String expected = Tools.program("sum", "--way=plain", root).out();
      for (Way way : Way.values()) {
        assertThat(Tools.checksums("sum", "--way", way.name(), "--limit=3", root))
            .as(way.title())
            .isEqualTo(new Tools.Result(0, expected, ""));
      }
    }
  }

  @Test
  void names_make_no_lines_of_their_own(@TempDir Path folder) throws Exception {
    for (String name : List.of("two\nlines", "back\\slash", "re\rturn", " blank ", "-c")) {
      Files.writeString(folder.resolve(name), name);
    }

    Tools.Result result = Tools.checksums("sum", folder.toString());

    assertThat(result.out().lines()).hasSize(5);
    assertThat(Tools.check(result.out())).isEqualTo(5);
  }

  @Test
  void links_are_not_followed(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text");
    Files.createSymbolicLink(folder.resolve("around"), folder);
    Files.createSymbolicLink(folder.resolve("link"), file);

    assertThat(Tools.checksums("sum", folder.toString()).out().lines()).hasSize(1);
  }

  @Test
  void what_cannot_be_read_is_told_and_the_rest_is_done(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text");

    Tools.Result result = Tools.checksums("sum", "/proc/self/mem", folder + "/none", "" + file);

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out().lines()).singleElement().asString().endsWith("  " + file);
    assertThat(result.err().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("checksums: "))
        .anyMatch(line -> line.contains("/none"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sum --limit=0 .             | --limit: must be at least 1: 0
          sum --algorithm=SHA-257 .   | --algorithm: no such algorithm: SHA-257
          sum --way=none .            | --way
          sum                         | PATH
          measure --cached=101        | --cached: must be from 0 to 100: 101
          measure --files=0           | --files: must be at least 1: 0
          measure --rounds=0          | --rounds: must be at least 1: 0
          measure pom.xml             | FOLDER: is no folder: pom.xml
          none                        | none
          """)
  void wrong_usage_is_told_with_the_name_of_what_is_wrong(String arguments, String message) {
    Tools.Result result = Tools.checksums(arguments.strip().split(" "));

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }

  @Test
  void all_ways_are_measured_and_the_tree_is_deleted(@TempDir Path folder) throws Exception {
    Tools.Result result =
        Tools.program("measure", "--files=50", "--rounds=1", "--cached=0,100", "" + folder);

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).startsWith("50 files, limit 64, ").contains("inline engine");
    for (Way way : Way.values()) {
      assertThat(result.out().lines())
          .filteredOn(line -> line.startsWith(way.title() + " "))
          .singleElement()
          .asString()
          .matches(".* \\d+ \\[\\d+–\\d+] +\\d+ \\[\\d+–\\d+]");
    }
    assertThat(folder).isEmptyDirectory();
  }
}
