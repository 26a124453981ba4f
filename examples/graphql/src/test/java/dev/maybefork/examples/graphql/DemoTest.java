package dev.maybefork.examples.graphql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in a process of its own, started as README.md says. */
class DemoTest {
  private static final String BLOCK = "```\n";

  @Test
  void itPrintsWhatReadmeShows(@TempDir Path folder) throws Exception {
    // an answer that is there before it is read blocks nobody
    String fast =
        shown().replace("7 fetchers were plain calls, 3", "8 fetchers were plain calls, 2");
    assertThat(output(folder)).isIn(shown(), fast);
  }

  private static String output(Path folder) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    requireNonNull(System.getProperty("graphql.jar"))))
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readString(out, UTF_8);
  }

  /** The block that begins as the output does. */
  private static String shown() throws IOException {
    String readme = Files.readString(Path.of("README.md"), UTF_8);
    int start = readme.indexOf(BLOCK + "engine: ") + BLOCK.length();
    return readme.substring(start, readme.indexOf(BLOCK, start));
  }
}
