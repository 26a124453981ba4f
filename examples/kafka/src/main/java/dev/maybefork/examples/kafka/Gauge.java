package dev.maybefork.examples.kafka;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An output that measures how fast it is written, and what that takes of processors. It begins when
 * so many records are written that all has found its pace. Used by one thread.
 */
final class Gauge implements Output {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Output output;
  private final long warm;
  private final long all;
  private final long mostNanos;

  private long sent;
  private long atBegin;
  private long begin;
  private long cpuBegin;
  private long atEnd;
  private long end;
  private long cpuEnd;

  /**
   * A gauge.
   *
   * @param warm how many records are not measured
   * @param all how many there are
   * @param mostNanos after which time it is over, if there are still more records
   */
  Gauge(Output output, long warm, long all, long mostNanos) {
    this.output = output;
    this.warm = warm;
    this.all = all;
    this.mostNanos = mostNanos;
  }

  @Override
  public void send(ConsumerRecord<String, String> record, String value) {
    if (!value.equals(CustomersCommand.name(record.value()))) {
      throw new AssertionError(record.value() + " is not " + value);
    }
    output.send(record, value);
    sent++;
  }

  @Override
  public void flush() {
    output.flush();
    if (sent < warm || isOver()) {
      return;
    }
    if (atBegin == 0) {
      atBegin = sent;
      begin = System.nanoTime();
      cpuBegin = SYSTEM.getProcessCpuTime();
    } else {
      atEnd = sent;
      end = System.nanoTime();
      cpuEnd = SYSTEM.getProcessCpuTime();
    }
  }

  boolean isOver() {
    return sent >= all || (atEnd > 0 && end - begin >= mostNanos);
  }

  double recordsPerSecond() {
    return (atEnd - atBegin) * 1e9 / (end - begin);
  }

  double cpuMicrosPerRecord() {
    return (cpuEnd - cpuBegin) / 1e3 / (atEnd - atBegin);
  }

  @Override
  public void close() {
    output.close();
  }
}
