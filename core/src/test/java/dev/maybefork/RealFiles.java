package dev.maybefork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files as the system has them. */
final class RealFiles {
  private RealFiles() {}

  static void makeFifos(List<Path> paths) throws Exception {
    List<String> command = new ArrayList<>(List.of("mkfifo"));
    paths.forEach(path -> command.add(path.toString()));
    run(command);
  }

  /** Takes the file out of the page cache, by posix_fadvise. */
  static void evict(Path file) throws Exception {
    run(List.of("dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0"));
    try (FileChannel channel = FileChannel.open(file)) {
      assumeTrue(
          !channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).isLoaded(),
          "the file system keeps the file in memory");
    }
  }

  private static void run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }
}
