package dev.maybefork.flink;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * Flink as processes of this machine: a JobManager, TaskManagers, and its command line. They are
 * started as bin/jobmanager.sh, bin/taskmanager.sh and bin/flink would: with the same classes, and
 * the options that conf/config.yaml has for them.
 */
final class StandaloneCluster {
  private static final Pattern CHECKPOINT = Pattern.compile(".*/chk-([0-9]+)/_metadata");

  private final Path home;
  private final String lib;
  private final List<Process> processes = new ArrayList<>();

  /**
   * A cluster in a folder of its own.
   *
   * @param options lines for config.yaml
   * @param withLibrary whether our two jars are in lib/
   */
  StandaloneCluster(Path home, List<String> options, boolean withLibrary) throws IOException {
    this.home = home;
    this.lib = lib(withLibrary);
    Files.createDirectories(home.resolve("conf"));
    Files.createDirectories(home.resolve("checkpoints"));
    List<String> lines = new ArrayList<>(options);
    lines.addAll(
        List.of(
            "jobmanager.rpc.address: 127.0.0.1",
            "jobmanager.rpc.port: " + freePort(),
            "jobmanager.bind-host: 127.0.0.1",
            "jobmanager.memory.process.size: 700m",
            "rest.address: 127.0.0.1",
            "rest.port: " + freePort(),
            "taskmanager.host: 127.0.0.1",
            "taskmanager.bind-host: 127.0.0.1",
            "taskmanager.memory.process.size: 800m",
            "taskmanager.memory.managed.size: 32m",
            "taskmanager.numberOfTaskSlots: 2",
            "heartbeat.interval: 500",
            "heartbeat.timeout: 5000",
            "io.tmp.dirs: " + home.resolve("tmp")));
    Files.write(home.resolve("conf/config.yaml"), lines);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Configuration configuration() {
    return GlobalConfiguration.loadConfiguration(home.resolve("conf").toString());
  }

  void startJobManager() throws IOException {
    start(
        "jobmanager",
        StandaloneSessionClusterEntrypoint.class,
        jvmOptions(CoreOptions.FLINK_JM_JVM_OPTIONS, "-Xmx256m"),
        List.of("--configDir", home.resolve("conf").toString()));
  }

  Process startTaskManager(String name) throws IOException {
    TaskExecutorProcessSpec resources =
        TaskExecutorProcessUtils.processSpecFromConfig(configuration());
    List<String> arguments = new ArrayList<>(List.of("--configDir", home + "/conf"));
    arguments.addAll(words(TaskExecutorProcessUtils.generateDynamicConfigsStr(resources)));
    return start(
        name,
        TaskManagerRunner.class,
        jvmOptions(
            CoreOptions.FLINK_TM_JVM_OPTIONS,
            ProcessMemoryUtils.generateJvmParametersStr(resources)),
        arguments);
  }

  /** As {@code bin/flink run} does: submits a job, and waits for its end. */
  Process run(Path jar, Class<?> main, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("run", "-c", main.getName(), jar.toString()));
    all.addAll(arguments);
    return start(
        "client", CliFrontend.class, jvmOptions(CoreOptions.FLINK_CLI_JVM_OPTIONS, ""), all);
  }

  /** How many checkpoints have been completed. */
  long checkpoints() {
    try (Stream<Path> files = Files.walk(home.resolve("checkpoints"))) {
      return files
          .map(file -> CHECKPOINT.matcher(file.toString()))
          .filter(Matcher::matches)
          .mapToLong(checkpoint -> Long.parseLong(checkpoint.group(1)))
          .max()
          .orElse(0);
    } catch (IOException | UncheckedIOException _) {
      return 0; // older ones are deleted meanwhile
    }
  }

  private List<String> jvmOptions(ConfigOption<String> ofProcess, String memory) {
    List<String> options = new ArrayList<>(words(memory));
    options.addAll(words(configuration().get(CoreOptions.FLINK_JVM_OPTIONS)));
    options.addAll(words(configuration().get(ofProcess)));
    return options;
  }

  private static List<String> words(String text) {
    return Stream.of(text.trim().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  private Process start(String name, Class<?> main, List<String> jvmOptions, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", lib, "-Dorg.slf4j.simpleLogger.defaultLogLevel=info"));
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("FLINK_CONF_DIR", home.resolve("conf").toString());
    environment.remove("JDK_JAVA_OPTIONS");
    builder.redirectErrorStream(true).redirectOutput(log(name).toFile());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** What a distribution of Flink has in lib/, and no class of a job. */
  private static String lib(boolean withLibrary) {
    return jars()
        .filter(jar -> !jar.contains("junit") && !jar.contains("assertj"))
        .filter(jar -> withLibrary || !jar.contains("maybefork"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Stream<String> jars() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"));
  }

  /** Of one of the processes, by its name. */
  Path log(String name) {
    return home.resolve(name + ".log");
  }

  /** Ends all processes. */
  void stop() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  /** A job's jar: one class, with the classes within it; and, if wanted, all of our two jars. */
  static Path jar(Path jar, Class<?> main, boolean withLibrary) throws IOException {
    String name = main.getName().replace('.', '/');
    Path classes = Path.of(main.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      try (Stream<Path> files = Files.walk(classes)) {
        for (Path file : files.toList()) {
          String entry = classes.relativize(file).toString();
          if (entry.equals(name + ".class") || entry.startsWith(name + "$")) {
            out.putNextEntry(new JarEntry(entry));
            Files.copy(file, out);
          }
        }
      }
      if (withLibrary) {
        for (String library : jars().filter(entry -> entry.contains("maybefork")).toList()) {
          copy(library, out);
        }
      }
    }
    return jar;
  }

  private static void copy(String library, JarOutputStream out) throws IOException {
    try (JarFile in = new JarFile(library)) {
      for (JarEntry entry : Collections.list(in.entries())) {
        boolean ofOneJar = entry.getName().matches("META-INF/([^/]*|maven/.*)");
        if (!entry.isDirectory() && !ofOneJar && !entry.getName().equals("module-info.class")) {
          out.putNextEntry(new JarEntry(entry.getName()));
          in.getInputStream(entry).transferTo(out);
        }
      }
    }
  }
}
