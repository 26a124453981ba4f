package dev.maybefork.internal.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maybefork.testing.JavaCommand;
import dev.maybefork.testing.RealFiles;
import io.opentelemetry.javaagent.OpenTelemetryAgent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jacoco.agent.rt.RT;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that block in native code, where that depends on how a JVM with the agent was started. */
@Tag("agent")
class HookedJvmTest {

  /** The JVM says so of each agent that adds to the path of the boot loader. */
  private static final String NO_SHARING =
      "OpenJDK 64-Bit Server VM warning: Sharing is only supported for boot loader classes because"
          + " bootstrap classpath has been appended";

  @TempDir Path directory;
  private Path fifo;
  private Path secondFifo;

  @BeforeEach
  void createFiles() throws Exception {
    fifo = directory.resolve("fifo");
    secondFifo = directory.resolve("fifo2");
    RealFiles.makeFifos(List.of(fifo, secondFifo));
  }

  /**
   * Starts a program of {@link HookedJvm}, on the class path; not from the jar, which is sealed.
   */
  private static String run(List<String> flags, Object... arguments) throws Exception {
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of("-cp", JavaCommand.CLASS_PATH));
    all.add("dev.maybefork.internal.jdk.HookedJvm");
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    return JavaCommand.run(all);
  }

  private String withTwoCarriers(String program) throws Exception {
    List<String> flags =
        List.of(
            "-Djdk.virtualThreadScheduler.parallelism=2",
            "-Djdk.virtualThreadScheduler.maxPoolSize=2",
            JavaCommand.AGENT);
    return run(flags, program, fifo, secondFifo);
  }

  /** What the hooks are for: without them, two readers stop all virtual threads of a program. */
  @Test
  void plainThreadsThatReadKeepTheCarriers() throws Exception {
    assertThat(withTwoCarriers("plainReaders"))
        .contains("runs while all read=false", "runs after a write=true");
  }

  @Test
  void childrenThatReadDoNot() throws Exception {
    assertThat(withTwoCarriers("childReaders"))
        .contains("runs while all read=true", "runs after a write=true");
  }

  /**
   * The VM forgets where a thread's scoped values are when it throws some errors in that thread.
   */
  @Test
  void theAgentTakesNoScopedValuesFromTheMainThread() throws Exception {
    assertThat(run(List.of(JavaCommand.AGENT, JavaCommand.OPEN), "bindings"))
        .contains("scoped values=class java.lang.Thread");
  }

  /** Nothing in the JDK calls the first two: System.in is buffered. So they are called by force. */
  @Test
  void allReadsOfTheStandardInput() throws Exception {
    List<String> arguments =
        List.of(
            JavaCommand.AGENT,
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "-cp",
            JavaCommand.CLASS_PATH,
            "dev.maybefork.internal.jdk.HookedJvm",
            "stdin",
            fifo.toString());
    try (RandomAccessFile open = new RandomAccessFile(fifo.toFile(), "rw")) {
      assertThat(open.getFD().valid()).isTrue(); // else the start would wait for the other end
      assertThat(JavaCommand.run(arguments, ProcessBuilder.Redirect.from(fifo.toFile())))
          .contains(
              "[STDIN_READ PIPE, after, STDIN_READ_ARRAY PIPE, after, STDIN_READ_BYTES PIPE, after]"
                  + " 3");
    }
  }

  @Test
  void isReachableWithoutIpv6() throws Exception {
    assertThat(run(List.of(JavaCommand.AGENT, "-Djava.net.preferIPv4Stack=true"), "reachable"))
        .contains("[IS_REACHABLE_4 SOCKET, after]");
  }

  /** Then the JDK copies through a buffer, which it gives back to the carrier that it had it of. */
  @Test
  void copiesOfFilesThatTheKernelDoesNotCopy() throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[1 << 22]);
    RealFiles.evict(file);
    Path copy = directory.resolve("copy");
    String output = run(List.of(JavaCommand.AGENT), "copies", file, copy);
    assumeTrue(!output.contains("[]"), "nobody may forbid system calls");
    assertThat(output).contains("[COPY_DIRECT FILE, after]");
    assertThat(copy).hasSameBinaryContentAs(file);
  }

  /** By a kernel that says so of all files: a real disk may be quicker than its answer. */
  @Test
  void readsOfSingleBytesThatAreNotCached() throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[] {1, 2});
    String output = run(List.of(JavaCommand.AGENT), "single", file);
    assumeTrue(!output.contains("[]"), "nobody may forbid system calls");
    assertThat(output).contains("[INPUT_READ FILE, after, RANDOM_READ FILE, after] 2");
  }

  private static void assertReads(String output) {
    assertThat(output)
        .contains("engine=inline", "nativeCalls=they fork", "forked=true", "read=7")
        .doesNotContainIgnoringCase("warning")
        .doesNotContain("ASSERTION");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void besideACoverageAgent(boolean coverageFirst) throws Exception {
    Path coverage = directory.resolve("coverage");
    Path jar = Path.of(RT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String other = "-javaagent:" + jar + "=destfile=" + coverage;
    assertReads(
        run(
            coverageFirst ? List.of(other, JavaCommand.AGENT) : List.of(JavaCommand.AGENT, other),
            "reads",
            fifo));
    assertThat(Files.readString(coverage, StandardCharsets.ISO_8859_1)) // names, among other things
        .contains(
            "dev/maybefork/internal/jdk/HookedJvm", "dev/maybefork/internal/engine/BlockingCalls");
  }

  /** One that retransforms much of what has hooks. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void besideATracingAgent(boolean tracingFirst) throws Exception {
    Path jar =
        Path.of(
            OpenTelemetryAgent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String other = "-javaagent:" + jar;
    List<String> flags = new ArrayList<>(List.of(other));
    flags.add(tracingFirst ? 1 : 0, JavaCommand.AGENT);
    for (String signal : List.of("traces", "metrics", "logs")) {
      flags.add("-Dotel." + signal + ".exporter=none");
    }
    assertReads(run(flags, "reads", fifo).replace(NO_SHARING, ""));
  }

  /** To close a descriptor while a child waits needs no class, whose loading may close another. */
  @Test
  void whoClosesAFileForAClassDoesNotAskForTheClass() throws Exception {
    assertThat(run(List.of("-Xlog:exceptions=info", JavaCommand.AGENT), "reads", fifo))
        .contains("forked=true", "read=7")
        .doesNotContain("StackOverflowError");
  }

  @Test
  void besideADebugger() throws Exception {
    String debugger =
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:0";
    assertReads(run(List.of(debugger, JavaCommand.AGENT), "reads", fifo));
  }

  @Test
  void inAnExecutableJarThatBringsTheAgent() throws Exception {
    Manifest manifest = executable();
    manifest
        .getMainAttributes()
        .put(Attributes.Name.CLASS_PATH, JavaCommand.JAR.toUri().toString());
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "dev.maybefork.door.DoorJvm");
    manifest.getMainAttributes().putValue("Can-Redefine-Classes", "true");
    assertReads(JavaCommand.run(List.of("-jar", jar(manifest), "reads", fifo.toString())));
  }

  /** As some build tools make them. */
  @Test
  void inAnExecutableJarThatHasTheLibraryInIt() throws Exception {
    Manifest manifest = executable();
    manifest.getMainAttributes().putValue("Can-Redefine-Classes", "true");
    String jar = jar(manifest, JavaCommand.CLASSES);
    assertReads(JavaCommand.run(List.of("-jar", jar, "reads", fifo.toString())));
  }

  /** That its manifest must say so is easily overlooked. */
  @Test
  void anExecutableJarMayNotLetItRedefineClasses() throws Exception {
    String output =
        JavaCommand.run(List.of("-jar", jar(executable(), JavaCommand.CLASSES), "status"));
    assertThat(output).contains("engine=inline", "nativeCalls=they hold their caller");
    assertThat(output.lines().filter(line -> line.startsWith("WARNING")))
        .singleElement()
        .asString()
        .contains("no Can-Redefine-Classes: true");
  }

  private static Manifest executable() {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, "dev.maybefork.internal.jdk.HookedJvm");
    attributes.putValue("Launcher-Agent-Class", "dev.maybefork.agent.MaybeForkAgent");
    return manifest;
  }

  /** A jar with the program, and with all that is in these folders. */
  private String jar(Manifest manifest, Path... folders) throws IOException {
    Path jar = directory.resolve("program.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (String each : List.of("internal/jdk/HookedJvm", "door/DoorJvm")) {
        Path program = Path.of("dev", "maybefork", each + ".class");
        add(out, program.toString(), JavaCommand.TEST_CLASSES.resolve(program));
      }
      for (Path folder : folders) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path each : files.filter(Files::isRegularFile).toList()) {
            add(out, folder.relativize(each).toString(), each);
          }
        }
      }
    }
    return jar.toString();
  }

  private static void add(JarOutputStream jar, String name, Path file) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    Files.copy(file, jar);
    jar.closeEntry();
  }

  @Test
  void asAModule() throws Exception {
    Path sources = Files.createDirectories(directory.resolve("program"));
    Path module = sources.resolve("module-info.java");
    Files.writeString(module, "module program { requires dev.maybefork; }");
    Path main = sources.resolve("Main.java");
    Files.writeString(
        main,
        """
        package program;

        import dev.maybefork.MaybeFork;
        import java.io.RandomAccessFile;

        class Main {
          public static void main(String[] args) throws Exception {
            System.out.println(MaybeFork.engineStatus());
            try (var both = new RandomAccessFile(args[0], "rw")) {
              var fork = MaybeFork.maybeFork(() -> both.read());
              System.out.println("forked=" + fork.forked());
              both.write(7);
              System.out.println("read=" + fork.join());
            }
          }
        }
        """);
    JavaCommand.javac(
        "-p",
        JavaCommand.JAR.toString(),
        "-d",
        directory.resolve("modules").toString(),
        module.toString(),
        main.toString());
    String path = JavaCommand.path(JavaCommand.JAR, directory.resolve("modules"));
    assertReads(
        JavaCommand.run(
            List.of(JavaCommand.AGENT, "-p", path, "-m", "program/program.Main", fifo.toString())));
  }
}
