package dev.maybefork.examples.checksums;

import dev.maybefork.MaybeFork;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures all ways beside each other. */
@Command(
    name = "measure",
    description = "Measures all ways on a tree of files that it makes. Linux only.",
    mixinStandardHelpOptions = true)
final class Measure implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // set by picocli
  private HowToSum how;

  private int files;
  private int rounds;
  private List<Integer> cached = List.of();

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      defaultValue = "/var/tmp",
      description = "Where the tree is made; it is deleted at the end. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Path folder;

  @Option(
      names = "--files",
      defaultValue = "4000",
      description = "How many, of 4 to 36 KiB. Default: ${DEFAULT-VALUE}.")
  void files(int number) {
    files = HowToSum.atLeastOne(spec, "--files", number);
  }

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often each way is measured. Default: ${DEFAULT-VALUE}.")
  void rounds(int number) {
    rounds = HowToSum.atLeastOne(spec, "--rounds", number);
  }

  @Option(
      names = "--cached",
      split = ",",
      defaultValue = "0,90,99,100",
      description = "How many per cent are in memory before. Default: ${DEFAULT-VALUE}.")
  void cached(Integer[] percents) {
    for (int percent : percents) {
      if (percent < 0 || percent > 100) {
        throw new ParameterException(
            spec.commandLine(), "--cached: must be from 0 to 100: " + percent);
      }
    }
    cached = Arrays.stream(percents).distinct().toList();
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(spec.commandLine(), "FOLDER: is no folder: " + folder);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (SampleTree tree = SampleTree.make(folder, files)) {
      out.printf(
          "%d files, limit %d, %d processors, %s engine; median [min–max] of %d rounds, in ms%n",
          files,
          how.limit(),
          Runtime.getRuntime().availableProcessors(),
          MaybeFork.warmUp().engine(),
          rounds);
      out.flush();
      new Measurement(FileTree.files(List.of(tree.root())), how, cached).run(rounds).print(out);
    }
    out.flush();
    return ExitCode.OK;
  }
}
