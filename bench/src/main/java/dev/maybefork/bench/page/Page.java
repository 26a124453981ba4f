package dev.maybefork.bench.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of what people have written, with figures put in where it says so:
 *
 * <ul>
 *   <li><code>{{tables|JOB}}</code>, <code>{{losses|JOB}}</code>, <code>{{run|JOB}}</code> (when
 *       and how it was measured), <code>{{machine}}</code>
 *   <li><code>{{lines|FILE|JOB|CALLER|GROUP|TITLE}}</code> and <code>{{dots|…}}</code>: a plot
 * </ul>
 */
public final class Page {
  private static final Pattern PLACE = Pattern.compile("\\{\\{([^{}]+)}}");
  private static final String IMAGES = "images";

  private final Results results;
  private final Path folder;
  private @Nullable String chartFailure;

  private Page(Results results, Path folder) {
    this.results = results;
    this.folder = folder;
  }

  /**
   * Writes the page, and its plots into a folder beside it.
   *
   * @param results to be shown
   * @param file of the page
   * @return why there are no plots; null if there are
   * @throws IOException if it can't be written
   */
  public static @Nullable String write(Results results, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is no file");
    }
    Files.createDirectories(folder);
    Page page = new Page(results, folder);
    Files.writeString(file, page.fill(template()));
    return page.chartFailure;
  }

  private static String template() throws IOException {
    try (InputStream in = Page.class.getResourceAsStream("benchmarks.md")) {
      if (in == null) {
        throw new IOException("this jar has no template of the page");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A template without plots. */
  static String filled(String template, Results results) {
    return new Page(results, Path.of("")).fill(template);
  }

  private String fill(String template) {
    return PLACE
        .matcher(template)
        .replaceAll(place -> Matcher.quoteReplacement(filling(place.group(1))));
  }

  private String filling(String place) {
    List<String> parts = Arrays.stream(place.split("\\|", -1)).map(String::strip).toList();
    if (parts.getFirst().equals("machine")) {
      return machine();
    }
    boolean isChart = parts.getFirst().equals("lines") || parts.getFirst().equals("dots");
    String job = parts.get(isChart ? 2 : 1);
    Run run = results.runs().get(job);
    List<Figure> figures = results.of(job);
    if (run == null || figures.isEmpty()) {
      return parts.getFirst().equals("run") ? "Not measured yet." : "";
    }
    return switch (parts.getFirst()) {
      case "tables" -> Tables.of(figures, run.reference());
      case "losses" -> Losses.of(figures, run.reference());
      case "run" -> inWords(run);
      case "lines", "dots" -> chart(parts, figures, run.reference());
      default -> throw new IllegalArgumentException(place);
    };
  }

  private static String inWords(Run run) {
    String rounds = run.rounds() == 1 ? "one round" : run.rounds() + " rounds";
    String trust = run.quick() ? " **A quick run: too brief to be trusted.**" : "";
    return "Measured on %s, commit %s, in %s, by `%s`.%s"
        .formatted(run.date(), run.commit(), rounds, run.command(), trust);
  }

  private String machine() {
    List<String> machines =
        results.runs().values().stream()
            .flatMap(run -> Stream.of("- " + run.machine(), "- " + run.jdk()))
            .distinct()
            .toList();
    List<String> loads = results.runs().values().stream().map(Run::load).distinct().toList();
    return machines.isEmpty()
        ? "Nothing was measured yet."
        : String.join("\n", machines)
            + "\n- the machine's load when it began: "
            + String.join("; ", loads);
  }

  private String chart(List<String> parts, List<Figure> all, String reference) {
    String caller = parts.get(3);
    String group = parts.get(4);
    String title = parts.get(5);
    List<Figure> figures =
        all.stream()
            .filter(figure -> figure.caller().equals(caller) && figure.group().equals(group))
            .filter(figure -> figure.unit().equals(all.getFirst().unit()) || !group.isEmpty())
            .toList();
    if (figures.isEmpty()) {
      return "";
    }
    try {
      String svg =
          parts.getFirst().equals("lines")
              ? Charts.lines(title, figures, reference)
              : Charts.dots(title, figures, reference);
      Path images = Files.createDirectories(folder.resolve(IMAGES));
      Files.writeString(images.resolve(parts.get(1)), svg);
      return "![" + title + "](" + IMAGES + "/" + parts.get(1) + ")";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (LinkageError | InternalError e) { // a system without fonts
      chartFailure = String.valueOf(e);
      return "";
    }
  }
}
