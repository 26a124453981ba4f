import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Compiles {@code src/main/java-base} as a part of the JDK's own module {@code java.base}, with it
 * what is for some releases of the JDK only, {@code java-base-25} and so on, and makes resources of
 * the classes. Run by the build, under the JDK that compiles everything else.
 */
final class CompileJavaBase {
  /** What these sources share with the library: constants only, which javac copies into them. */
  private static final Path SHARED = Path.of("dev/maybefork/internal/jdk/HookProtocol.java");

  private static final String COMMON = "java-base";

  /** It goes along for what constants it has: see JdkMembers. */
  private static final String SKELETON = "VirtualThread.class";

  /** What only stands in for the JDK's own while the rest compiles, and is never defined. */
  private static final Set<String> SKELETONS =
      Set.of(SKELETON, "VirtualThread$VThreadContinuation.class");

  private CompileJavaBase() {}

  /**
   * @param arguments the module's folder {@code src/main}, and the one for what is built
   */
  public static void main(String[] arguments) throws IOException {
    Path main = Path.of(arguments[0]);
    Path build = Path.of(arguments[1]);
    Path shared = build.resolve("java-base/shared");
    Path classes = build.resolve("java-base/classes");
    Path ofReleases = build.resolve("java-base/releases");
    Path resources = build.resolve("generated-resources/META-INF/maybefork");
    // Nothing of a source that is gone may stay.
    for (Path folder : List.of(shared, classes, ofReleases, resources)) {
      delete(folder);
      Files.createDirectories(folder);
    }
    copyIfThere(main.resolve("java").resolve(SHARED), shared.resolve(SHARED));
    compile(main.resolve(COMMON), shared, classes);
    WidenFrame.widen(classes.resolve("java/lang/MaybeForkStack.class"));
    copyDefined(classes, resources);
    for (Path sources : releases(main)) {
      String release = sources.getFileName().toString().substring(COMMON.length() + 1);
      Path own = ofReleases.resolve(release);
      compile(sources, classes, own);
      copyDefined(own, resources.resolve(release));
    }
    Path skeleton = Files.createDirectories(resources.resolve("skeleton"));
    Files.copy(classes.resolve("java/lang").resolve(SKELETON), skeleton.resolve(SKELETON));
    writeIndex(resources);
  }

  /** A jar can't be asked what is in one of its folders. */
  private static void writeIndex(Path resources) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path file : in(resources, ".class")) {
      String path = resources.relativize(file).toString().replace(File.separatorChar, '/');
      names.add(path.substring(0, path.length() - ".class".length()));
    }
    Files.write(resources.resolve("index.txt"), names);
  }

  /** Compiled against the common classes, but for the skeleton: each release has its own. */
  private static List<Path> releases(Path main) throws IOException {
    try (Stream<Path> folders = Files.list(main)) {
      return folders
          .filter(folder -> folder.getFileName().toString().startsWith(COMMON + "-"))
          .sorted()
          .toList();
    }
  }

  /** Without {@code --release}, which hides the private classes that these sources extend. */
  private static void compile(Path sources, Path others, Path classes) throws IOException {
    List<String> options = new ArrayList<>();
    Collections.addAll(
        options, "--patch-module", "java.base=" + sources + File.pathSeparator + others);
    Collections.addAll(options, "-d", classes.toString());
    Collections.addAll(options, "-encoding", "UTF-8");
    Collections.addAll(options, "-proc:none", "-g", "-Xlint:all", "-Werror");
    // No classes of what isn't named here.
    options.add("-implicit:none");
    for (Path file : in(sources, ".java")) {
      options.add(file.toString());
    }
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    if (javac.run(System.out, System.err, options.toArray(String[]::new)) != 0) {
      throw new IllegalStateException(sources + " doesn't compile");
    }
  }

  /** What is defined inside java.base at run time travels as data, outside of any package. */
  private static void copyDefined(Path classes, Path resources) throws IOException {
    Files.createDirectories(resources);
    for (Path file : in(classes, ".class")) {
      String name = file.getFileName().toString();
      if (!SKELETONS.contains(name)) {
        Files.copy(file, resources.resolve(name));
      }
    }
  }

  private static void copyIfThere(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.createDirectories(to.getParent());
      Files.copy(from, to);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      for (Path file : in(folder, "").reversed()) {
        Files.delete(file);
      }
    }
  }

  /** All in the folder whose name ends so, each folder before what it has. */
  private static List<Path> in(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }
}
