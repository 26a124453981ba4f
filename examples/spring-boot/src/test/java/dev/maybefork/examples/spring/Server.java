package dev.maybefork.examples.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The application as a process. */
final class Server implements AutoCloseable {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Thread reader = Thread.ofPlatform().daemon().unstarted(this::readLog);

  private Server(Process process) {
    this.process = process;
  }

  static ProcessBuilder java(String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of(JAVA), Stream.of(arguments)).toList());
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.redirectErrorStream(true);
  }

  /** Runs a jar, without any flag that the library asks for. */
  static Server start(Path jar) throws Exception {
    Process process =
        java(
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString(),
                "--server.port=0",
                "--server.address=127.0.0.1")
            .start();
    Server server = new Server(process);
    server.reader.start();
    try {
      int _ = server.port.get(PATIENCE_SECONDS, SECONDS);
      return server;
    } catch (Exception e) {
      server.close();
      throw new AssertionError("it did not start: " + server.log, e);
    }
  }

  private void readLog() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
        Matcher started = PORT.matcher(line);
        if (started.find()) {
          port.complete(Integer.valueOf(started.group(1)));
        }
      }
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
    port.completeExceptionally(new IOException("it has ended"));
  }

  String log() {
    return String.join("\n", log);
  }

  CompletableFuture<HttpResponse<String>> send(String path) {
    URI uri = URI.create("http://127.0.0.1:" + port.join() + path);
    return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  String get(String path) throws Exception {
    HttpResponse<String> response = send(path).get(PATIENCE_SECONDS, SECONDS);
    assertThat(response.statusCode()).as(response.body() + log()).isEqualTo(200);
    return response.body();
  }

  /** Asks it to end, as a container does. */
  void terminate() {
    process.toHandle().destroy(); // which leaves its output open
  }

  /** Waits for it, and for the end of the log. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, SECONDS)).as(log()).isTrue();
    reader.join();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.shutdownNow();
  }
}
