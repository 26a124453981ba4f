package dev.maybefork.examples.kafka;

import java.io.PrintWriter;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** An output that shows what it passes on to another. Used by one thread. */
final class Printing implements Output {
  private final Output output;
  private final PrintWriter out;
  private int sent;

  Printing(Output output, PrintWriter out) {
    this.output = output;
    this.out = out;
  }

  @Override
  public void send(ConsumerRecord<String, String> record, String value) {
    output.send(record, value);
    out.println(record.key() + ": " + value);
    sent++;
  }

  /** How many results it has passed on. */
  int sent() {
    return sent;
  }

  @Override
  public void flush() {
    output.flush();
  }

  @Override
  public void close() {
    output.close();
  }
}
