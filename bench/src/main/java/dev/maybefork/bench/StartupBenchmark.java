package dev.maybefork.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the agent adds to the time from the start of a JVM to its end. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 20)
@Fork(3)
public class StartupBenchmark {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static boolean checked;

  private Path emptyAgent;

  /** Makes the empty agent's jar, and sees to it that all JVMs are as they should be. */
  @Setup
  public void prepare() throws Exception {
    emptyAgent = Files.createTempFile("agent", ".jar");
    emptyAgent.toFile().deleteOnExit();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", EmptyAgent.class.getName());
    new JarOutputStream(Files.newOutputStream(emptyAgent), manifest).close(); // it's on -cp

    if (!checked) {
      checkJvms();
      checked = true;
    }
  }

  private static void checkJvms() throws Exception {
    start(List.of(), "null"); // no agent reports
    start(List.of(Agent.flag()), "all of ");
    start(List.of(Agent.flag(), Flags.HOOKS_OFF), "none: " + Flags.HOOKS_OFF);
  }

  /** Deletes that jar. */
  @TearDown
  public void delete() throws IOException {
    Files.delete(emptyAgent);
  }

  private static void start(List<String> flags, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Hello.class.getName()));
    command.addAll(List.of(args));
    int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exitCode != 0) {
      throw new AssertionError(command + " has ended with " + exitCode);
    }
  }

  /** No agent. */
  @Benchmark
  public void none() throws Exception {
    start(List.of());
  }

  /** An agent that does nothing. */
  @Benchmark
  public void emptyAgent() throws Exception {
    start(List.of("-javaagent:" + emptyAgent));
  }

  /** The library's agent without its hooks. */
  @Benchmark
  public void agentWithoutHooks() throws Exception {
    start(List.of(Agent.flag(), Flags.HOOKS_OFF));
  }

  /** The library's agent. */
  @Benchmark
  public void agent() throws Exception {
    start(List.of(Agent.flag()));
  }
}
