package dev.maybefork.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the page of a flight recording. */
@Command(
    name = "report",
    description = {
      "Says where a program blocks, from a flight recording of it: of any Java program, made by"
          + " -XX:StartFlightRecording, jcmd JFR.start, or maybefork run.",
      "The page is one HTML file, which needs nothing else."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the page is written",
      "1:the recording is damaged, or the page can't be written. Of a recording that breaks off a"
          + " page is made of what is left",
      "2:wrong usage, or no such recording"
    })
final class Report implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RECORDING", description = "The recording, a .jfr file.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Path recording;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PAGE",
      description = "The page. By default beside the recording, as .html.")
  private @Nullable Path page;

  @Override
  public Integer call() {
    ReportMaker maker = new ReportMaker(spec.commandLine().getErr());
    return maker.make(recording, page == null ? besideRecording() : page);
  }

  private Path besideRecording() {
    String name = recording.toAbsolutePath().getFileName().toString();
    return recording.resolveSibling(name.replaceFirst("\\.jfr$", "") + ".html");
  }
}
