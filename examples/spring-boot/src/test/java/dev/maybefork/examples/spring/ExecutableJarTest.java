package dev.maybefork.examples.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as Boot's Maven plugin made it, run without a flag. */
class ExecutableJarTest {
  private static final Path JAR = Path.of(System.getProperty("application.jar"));

  /** The inline engine, hooks, and nothing open to the application's own code. */
  private static void assertServes(Server server) throws Exception {
    String page = server.get("/page/3");
    assertThat(page).startsWith("product 30, product 31, ").endsWith(", product 39");
    assertThat(server.get("/page/3")).isEqualTo(page);
    assertThat(server.get("/slow/10")).matches("by task-\\d+, observed");
    assertThat(server.log())
        .contains("MaybeFork: the inline engine serves: ", " Tasks fork on BLOCKING. ")
        .doesNotContain(" WARN ", " ERROR ");
  }

  private static void assertHasHooks(Server server) throws Exception {
    assertThat(server.get("/actuator/health"))
        .contains("\"engine\":\"inline\"", "\"nativeCalls\":\"they fork", "hooks: all of ")
        .doesNotContain("all of 0", " but ");
  }

  @Test
  void runsInlineWithHooksAndStopsGracefully() throws Exception {
    try (Server server = Server.start(JAR)) {
      assertServes(server);
      assertHasHooks(server);
      assertThat(server.get("/engine")).isEqualTo("inline, open to the library");
      CompletableFuture<HttpResponse<String>> slow = server.send("/slow/1500");
      while (!server.get("/actuator/metrics/maybefork.children").contains("\"value\":1.0")) {
        Thread.sleep(10);
      }
      server.terminate();
      assertThat(slow.get().statusCode()).as(server.log()).isEqualTo(200);
      assertThat(slow.get().body()).startsWith("by task-");
      assertThat(server.exitCode()).isEqualTo(143);
      assertThat(server.log()).contains("Graceful shutdown complete");
    }
  }

  /** {@code -Djarmode=tools … extract}, as for images of containers. */
  @Test
  void runsTheSameWhenExtracted(@TempDir Path folder) throws Exception {
    Process extract =
        Server.java(
                "-Djarmode=tools",
                "-jar",
                JAR.toString(),
                "extract",
                "--destination",
                folder.toString(),
                "--force")
            .start();
    String output = new String(extract.getInputStream().readAllBytes(), UTF_8);
    assertThat(extract.waitFor()).as(output).isZero();
    try (Server server = Server.start(folder.resolve(JAR.getFileName()))) {
      assertServes(server);
      assertHasHooks(server);
    }
  }

  /** What a jar gets whose build has no layout of ours, as Gradle's. */
  @Test
  void runsInlineWithoutHooksByAddOpensAlone(@TempDir Path folder) throws Exception {
    Path plain = folder.resolve("plain.jar");
    copyWithoutAgent(plain);
    try (Server server = Server.start(plain)) {
      assertServes(server);
      assertThat(server.get("/actuator/health"))
          .contains("\"engine\":\"inline\"", "\"nativeCalls\":\"they hold their caller");
    }
  }

  private static void copyWithoutAgent(Path target) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
      Manifest manifest = new Manifest(jar.getManifest());
      Attributes attributes = manifest.getMainAttributes();
      attributes.remove(new Attributes.Name("Launcher-Agent-Class"));
      attributes.remove(new Attributes.Name("Can-Redefine-Classes"));
      attributes.putValue("Add-Opens", "java.base/java.lang");
      out.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
      manifest.write(out);
      for (ZipEntry entry : jar.stream().toList()) {
        String name = entry.getName();
        boolean ofAgent = name.startsWith("dev/") || name.startsWith("META-INF/maybefork/");
        if (!ofAgent && !name.equals(JarFile.MANIFEST_NAME)) {
          out.putNextEntry(copyOf(entry));
          jar.getInputStream(entry).transferTo(out);
        }
      }
    }
  }

  private static ZipEntry copyOf(ZipEntry entry) {
    ZipEntry copy = new ZipEntry(entry.getName());
    if (entry.getMethod() == ZipEntry.STORED) { // nested jars are read where they are
      copy.setMethod(ZipEntry.STORED);
      copy.setSize(entry.getSize());
      copy.setCrc(entry.getCrc());
    }
    return copy;
  }
}
