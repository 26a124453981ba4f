package dev.maybefork.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.MaybeFork;
import dev.maybefork.junit.ForkSchedules;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does in an empty folder what docs/quick-start.md says. */
class QuickStartTest {
  private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
  private static final String VERSION = "0.1.0-SNAPSHOT";

  @TempDir Path temporary;
  private Path folder;
  private Path repository;
  private Page page;
  private Shell shell;

  @BeforeEach
  void install() throws Exception {
    folder = Files.createDirectory(temporary.resolve("app"));
    repository = temporary.resolve("repository");
    page = Page.read(PROJECT.resolve("docs/quick-start.md"));
    shell = new Shell(folder, temporary.resolve("bin"), repository);
    install("maybefork-parent", PROJECT);
    install("maybefork-bom", PROJECT.resolve("bom"));
    install("maybefork", PROJECT.resolve("core"), MaybeFork.class);
    install("maybefork-junit", PROJECT.resolve("integrations/junit"), ForkSchedules.class);
  }

  /** As {@code mvn install} does, where nobody else sees it. */
  private Path install(String name, Path module) throws Exception {
    Path target = repository.resolve("dev/maybefork").resolve(name).resolve(VERSION);
    Files.createDirectories(target);
    Files.copy(module.resolve("pom.xml"), target.resolve(name + "-" + VERSION + ".pom"));
    return target;
  }

  private void install(String name, Path module, Class<?> inJar) throws Exception {
    Path jar = jar(inJar);
    assertThat(jar).as("the module's jar, as by mvn verify").isRegularFile();
    Files.copy(jar, install(name, module).resolve(name + "-" + VERSION + ".jar"));
  }

  private static Path jar(Class<?> inJar) throws URISyntaxException {
    return Path.of(inJar.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void leadsWhereItSays() throws Exception {
    page.writeFiles(folder);
    List<String> commands = page.commands();
    assertThat(commands).as("build and run; the agent; the variable").hasSize(3);
    String output = page.outputs().getFirst();
    assertThat(shell.run(commands.get(0))).isEqualTo(output);
    assertThat(shell.run(commands.get(1))).isEqualTo(output);
    assertThat(shell.run(commands.get(2)))
        .startsWith("NOTE: Picked up JDK_JAVA_OPTIONS")
        .endsWith(output);
    assertThat(folder.resolve("target/surefire-reports/TEST-org.example.AppTest.xml"))
        .content()
        .contains("never\"", "always\"", "block 1\"", "block 2\"");
  }
}
