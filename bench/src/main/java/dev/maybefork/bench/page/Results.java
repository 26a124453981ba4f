package dev.maybefork.bench.page;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that was measured so far. The file has a line for each figure, so that a change of one shows
 * as such.
 *
 * @param runs by the name of the job
 * @param figures in the order in which they are shown
 */
public record Results(Map<String, Run> runs, List<Figure> figures) {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /**
   * Nothing yet.
   *
   * @return empty results
   */
  public static Results none() {
    return new Results(Map.of(), List.of());
  }

  /**
   * These results, and those of newer runs in place of all that their jobs had.
   *
   * @param newer what was measured now
   * @return both
   */
  public Results with(Results newer) {
    Map<String, Run> allRuns = new TreeMap<>(runs);
    allRuns.putAll(newer.runs);
    List<Figure> all =
        figures.stream()
            .filter(figure -> !newer.runs.containsKey(figure.job()))
            .collect(Collectors.toCollection(ArrayList::new));
    all.addAll(newer.figures);
    return new Results(allRuns, all);
  }

  List<Figure> of(String job) {
    return figures.stream().filter(figure -> figure.job().equals(job)).toList();
  }

  /**
   * Reads a file.
   *
   * @param file which may not exist yet
   * @return what is in it
   * @throws IOException if it can't be read
   */
  public static Results read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return none();
    }
    Results read = GSON.fromJson(Files.readString(file), new TypeToken<>() {});
    return read == null ? none() : read;
  }

  /**
   * Writes a file. Who is killed meanwhile leaves the old one.
   *
   * @param file to be created or replaced
   * @throws IOException if it can't be written
   */
  public void write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path written = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(written, toJson());
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private String toJson() {
    String runLines =
        new TreeMap<>(runs)
            .entrySet().stream()
                .map(run -> GSON.toJson(run.getKey()) + ":" + GSON.toJson(run.getValue()))
                .collect(Collectors.joining(",\n"));
    String figureLines = figures.stream().map(GSON::toJson).collect(Collectors.joining(",\n"));
    return "{\"runs\":{\n" + runLines + "\n},\n\"figures\":[\n" + figureLines + "\n]}\n";
  }
}
