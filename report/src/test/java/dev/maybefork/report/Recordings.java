package dev.maybefork.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.MaybeFork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Recordings of real programs, each a JVM of its own. */
public final class Recordings {
  private static final String SETTINGS =
      ",jdk.ThreadPark#threshold=1ms,jdk.ThreadSleep#threshold=1ms,jdk.JavaMonitorEnter#threshold=1ms";

  private Recordings() {}

  /** Of a program under the agent. Its argument is the folder. */
  public static Path ofForking(Path folder, Class<?> program) throws Exception {
    Path jar = Path.of(MaybeFork.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return run(folder, program, List.of("-javaagent:" + jar), SETTINGS);
  }

  /** Of a program that doesn't know the library, with the settings that a JDK comes with. */
  public static Path ofPlain(Path folder, Class<?> program) throws Exception {
    return run(folder, program, List.of(), "");
  }

  private static Path run(Path folder, Class<?> program, List<String> options, String settings)
      throws Exception {
    Path file = folder.resolve(program.getSimpleName() + ".jfr");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xlog:jfr+startup=off");
    command.add("-XX:StartFlightRecording:filename=" + file + settings);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.add(folder.toString());
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return file;
  }
}
