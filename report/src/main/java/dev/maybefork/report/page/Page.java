package dev.maybefork.report.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maybefork.report.model.Report;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A report as one HTML file, that needs nothing beside it. Its policy lets the browser run the one
 * script that is in it, known by its hash, and load nothing.
 */
public final class Page {
  private static final List<String> SCRIPTS =
      List.of("basics.js", "bodies.js", "sites.js", "flames.js", "timeline.js", "rest.js");

  private Page() {}

  /**
   * The page.
   *
   * @param report what it shows
   * @return the HTML, to be written as UTF-8
   */
  public static String of(Report report) {
    String style = resource("report.css");
    String script = SCRIPTS.stream().map(Page::resource).collect(Collectors.joining("\n"));
    // Data last, so that nothing in it is taken for one of the names.
    return resource("report.html")
        .replace("@STYLE_HASH@", hash(style))
        .replace("@SCRIPT_HASH@", hash(script))
        .replace("@STYLE@", style)
        .replace("@SCRIPT@", script)
        .replace("@DATA@", PageData.of(report));
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e); // every JDK has it
    }
  }
}
