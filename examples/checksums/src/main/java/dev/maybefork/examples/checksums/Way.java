package dev.maybefork.examples.checksums;

import dev.maybefork.ForkGatherers;
import dev.maybefork.ForkLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/** The ways to do the same with all files. The results are in the order of the files. */
enum Way {
  /** One file after the other. */
  PLAIN("plain loop"),
  /** The caller goes on with the next file while others wait for the disk. */
  LOOP("ForkLoop"),
  /** The same by a gatherer. */
  GATHERER("ForkGatherers"),
  /** Such a loop for each processor, all over the same files. */
  LOOPS("ForkLoop, one a processor"),
  /** The processors' threads, whether they wait or not. */
  STREAM("parallel() stream"),
  /** As many threads as may wait at once. */
  POOL("fixed pool"),
  /** A virtual thread for each file. */
  THREADS("virtual thread a file");

  private final String title;

  Way(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /**
   * Does the same with all files.
   *
   * @param files the files
   * @param sum what to do with a file
   * @param limit how many files may be waited for at once, at least 1; it means nothing to those
   *     ways that have as many threads as processors or files
   * @return the results, in the order of the files
   */
  List<FileSum> run(List<Path> files, Function<Path, FileSum> sum, int limit)
      throws InterruptedException, ExecutionException {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1: " + limit);
    }
    return switch (this) {
      case PLAIN -> files.stream().map(sum).toList();
      case LOOP -> ForkLoop.over(files).limit(limit).map(sum::apply).join();
      case GATHERER -> files.stream().gather(ForkGatherers.mapConcurrent(limit, sum)).toList();
      case LOOPS -> loops(files, sum, limit);
      case STREAM -> files.parallelStream().map(sum).toList();
      case POOL -> each(Executors.newFixedThreadPool(limit), files, sum);
      case THREADS -> each(Executors.newVirtualThreadPerTaskExecutor(), files, sum);
    };
  }

  private static List<FileSum> loops(List<Path> files, Function<Path, FileSum> sum, int limit)
      throws InterruptedException, ExecutionException {
    int loops = Math.min(limit, Runtime.getRuntime().availableProcessors());
    SharedItems items = new SharedItems(files.size());
    AtomicReferenceArray<FileSum> sums = new AtomicReferenceArray<>(files.size());
    ForkLoop<Integer> loop = ForkLoop.over(items).limit(limit / loops);
    Callable<Void> run = () -> loop.run(item -> sums.set(item, sum.apply(files.get(item)))).join();
    List<Callable<Void>> runs = new ArrayList<>();
    for (int i = 0; i < loops; i++) {
      runs.add(run);
    }
    invokeAll(Executors.newFixedThreadPool(loops), runs);
    List<FileSum> list = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      list.add(sums.get(i));
    }
    return list;
  }

  private static List<FileSum> each(
      ExecutorService executor, List<Path> files, Function<Path, FileSum> sum)
      throws InterruptedException, ExecutionException {
    List<Callable<FileSum>> calls = new ArrayList<>();
    for (Path file : files) {
      calls.add(() -> sum.apply(file));
    }
    return invokeAll(executor, calls);
  }

  /** Closes the executor. */
  private static <T> List<T> invokeAll(ExecutorService executor, List<Callable<T>> calls)
      throws InterruptedException, ExecutionException {
    try (executor) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    }
  }
}
