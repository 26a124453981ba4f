package dev.maybefork.examples.checksums;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar that looks at a count by itself. {@link ProgressBar#step()} takes a monitor: two
 * bodies that met there would really block, and fork.
 */
final class Progress implements AutoCloseable {
  private static final int COLUMNS = 80;
  private static final int MILLIS = 100;

  private final ProgressBar bar;
  private final LongSupplier done;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("progress").daemon().factory());

  private Progress(String title, long all, LongSupplier done) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(title)
            .setInitialMax(all)
            .setUpdateIntervalMillis(MILLIS)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
            .showSpeed()
            .build();
    this.done = done;
  }

  /** A bar on the standard error, shown until it is closed. */
  static Progress show(String title, long all, LongSupplier done) {
    Progress progress = new Progress(title, all, done);
    var _ =
        progress.timer.scheduleWithFixedDelay(
            progress::look, MILLIS, MILLIS, TimeUnit.MILLISECONDS);
    return progress;
  }

  private void look() {
    bar.stepTo(done.getAsLong());
  }

  @Override
  public void close() {
    timer.close();
    look();
    bar.close();
  }
}
