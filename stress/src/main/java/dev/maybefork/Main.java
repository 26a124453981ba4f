package dev.maybefork;

import java.util.SortedSet;
import java.util.TreeSet;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;

/**
 * Runs jcstress, with its own options, and then looks whether everything has run. jcstress fails if
 * a result is forbidden, but not if there are none: a test that can't run is only skipped.
 */
final class Main {
  private Main() {}

  /**
   * Ends with an exception, and so with another status than 0, if a test has failed or not run.
   *
   * @param arguments the options of jcstress
   */
  public static void main(String[] arguments) throws Exception {
    Options options = new Options(arguments);
    if (!options.parse()) {
      System.exit(1);
    }
    if (options.shouldList() || options.shouldParse()) {
      org.openjdk.jcstress.Main.main(arguments);
      return;
    }
    JCStress jcstress = new JCStress(options);
    jcstress.run();
    requireResults(jcstress.getTests(), options.getResultFile());
  }

  private static void requireResults(SortedSet<String> tests, String file) throws Exception {
    SortedSet<String> silent = new TreeSet<>(tests);
    SortedSet<String> skipped = new TreeSet<>();
    DiskReadCollector results =
        new DiskReadCollector(
            file,
            result -> {
              if (result.status() != Status.NORMAL) {
                skipped.add(result.getName() + ": " + result.status());
              } else if (result.getTotalCount() > 0) {
                silent.remove(result.getName());
              }
            });
    try {
      results.dump();
    } finally {
      results.close();
    }
    if (tests.isEmpty() || !silent.isEmpty() || !skipped.isEmpty()) {
      throw new AssertionError(
          "of " + tests.size() + " tests, without a result: " + silent + ", skipped: " + skipped);
    }
    System.out.println("All " + tests.size() + " tests have run, in all configurations.");
  }
}
