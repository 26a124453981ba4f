package dev.maybefork.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts another JVM, of the version that runs the tests. */
public final class JavaCommand {
  public static final Path JAR = Path.of("target", "maybefork-0.1.0-SNAPSHOT.jar");
  public static final Path CLASSES = Path.of("target", "classes");
  public static final Path TEST_CLASSES = Path.of("target", "test-classes");

  /** The library and the programs of the tests, as the jar is sealed. */
  public static final String CLASS_PATH = path(CLASSES, TEST_CLASSES);

  public static final String AGENT = "-javaagent:" + JAR;
  public static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";

  /**
   * The compiler that starts quickest: such a JVM lives for a second. Later flags have precedence.
   */
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  /** Compilers as users have them. */
  public static final String ALL_COMPILERS = "-XX:TieredStopAtLevel=4";

  private JavaCommand() {}

  public static String path(Path... entries) {
    return Stream.of(entries).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  public static void javac(String... arguments) {
    int result =
        ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, arguments);
    assertThat(result).isZero();
  }

  /** The launcher of that version. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Runs it to its normal end, and gives what it has written. */
  public static String run(List<String> arguments) throws Exception {
    return run(arguments, ProcessBuilder.Redirect.PIPE);
  }

  public static String run(List<String> arguments, ProcessBuilder.Redirect input) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add(QUICK);
    command.addAll(arguments);
    return runCommand(command, input);
  }

  public static String runCommand(List<String> command, ProcessBuilder.Redirect input)
      throws Exception {
    Path output = Files.createTempFile("output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(input)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(100, TimeUnit.SECONDS);
      String written = Files.readString(output, Charset.defaultCharset());
      assertThat(ended).as("ended: %s", written).isTrue();
      assertThat(process.exitValue()).as(written).isZero();
      return written;
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }
}
