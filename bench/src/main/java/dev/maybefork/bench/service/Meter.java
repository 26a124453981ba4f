package dev.maybefork.bench.service;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Takes the times of requests, and the processors' time that both sides use meanwhile. */
final class Meter {
  private static final int DIGITS = 3;

  private final ProcessHandle server;
  private final Recorder recorder = new Recorder(DIGITS);

  private final LongAdder answered = new LongAdder();

  private long start;
  private Duration serverBefore = Duration.ZERO;
  private Duration loadBefore = Duration.ZERO;

  Meter(long server) {
    this.server = ProcessHandle.of(server).orElseThrow();
  }

  /** Of one request. Called by any thread. */
  void record(long nanos) {
    recorder.recordValue(nanos);
    answered.increment();
  }

  /** Forgets what was before. */
  void begin() {
    recorder.reset();
    answered.reset();
    serverBefore = cpu(server);
    loadBefore = cpu(ProcessHandle.current());
    start = System.nanoTime();
  }

  /** Whether anything was answered since. */
  boolean hasAny() {
    return answered.sum() > 0;
  }

  /** What has been since. */
  LoadReport end(LoadPlan.Setting setting) {
    Histogram times = recorder.getIntervalHistogram();
    double seconds = (System.nanoTime() - start) / 1e9;
    long requests = times.getTotalCount();
    return new LoadReport(
        setting,
        requests,
        seconds,
        times.getValueAtPercentile(50) / 1e3,
        times.getValueAtPercentile(99) / 1e3,
        micros(cpu(server).minus(serverBefore)) / requests,
        micros(cpu(ProcessHandle.current()).minus(loadBefore)) / requests);
  }

  private static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / 1e3;
  }
}
