package dev.maybefork.cli;

import dev.maybefork.MaybeFork;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The jar of the library that this command runs with. */
final class LibraryJar {
  private LibraryJar() {}

  /**
   * The options by which a JVM gets the library and all it needs. Where the library is not a jar,
   * in a build, there is no agent.
   *
   * @param folder for a copy of the jar, as the option can't name a path with a "=" in it
   */
  static List<String> options(Path folder) throws IOException {
    Path jar = path();
    if (!Files.isRegularFile(jar)) {
      return List.of("--add-opens=java.base/java.lang=ALL-UNNAMED");
    }
    if (jar.toString().contains("=")) {
      jar = Files.copy(jar, folder.resolve("maybefork.jar"));
    }
    return List.of("-javaagent:" + jar);
  }

  private static Path path() {
    try {
      return Path.of(MaybeFork.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
