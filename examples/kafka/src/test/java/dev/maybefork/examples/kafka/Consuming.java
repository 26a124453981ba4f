package dev.maybefork.examples.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A loop in a thread of its own. */
final class Consuming implements AutoCloseable {
  /** More polls than the records of a test can come in: so none has to wait for another. */
  private static final int POLLS = 100;

  private final AtomicInteger sent = new AtomicInteger();
  private final LongAdder failures = new LongAdder();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean stopped;

  private Consuming(Topics topics, LookUp lookUp, Way way, Map<String, String> config) {
    thread =
        Thread.ofPlatform()
            .name("consuming")
            .start(() -> {
              try {
                run(topics, lookUp, way, config);
                end.complete(null);
              } catch (Throwable e) {
                end.completeExceptionally(e);
              }
            });
  }

  static Consuming start(Topics topics, LookUp lookUp, Way way) {
    return start(topics, lookUp, way, TestBroker.AT_ONCE);
  }

  static Consuming start(Topics topics, LookUp lookUp, Way way, Map<String, String> config) {
    return new Consuming(topics, lookUp, way, config);
  }

  private void run(Topics topics, LookUp lookUp, Way way, Map<String, String> config) {
    Handler handler = new Handler(counting(lookUp));
    try (Output output =
            new Counting(new TopicOutput(topics.clients().producer(), topics.output()));
        Way.Starter starter = way.open(handler, RecordLoopTest.LIMIT)) {
      Consumer<String, String> consumer = topics.clients().consumer(topics.group(), config);
      new RecordLoop(consumer, output, handler, starter, POLLS, Duration.ofMillis(20))
          .run(topics.input(), () -> stopped);
    }
  }

  private LookUp counting(LookUp lookUp) {
    return new LookUp() {
      @Override
      public @Nullable String cached(String value) {
        return lookUp.cached(value);
      }

      @Override
      public String find(String value) throws Exception {
        try {
          return lookUp.find(value);
        } catch (Exception e) {
          failures.increment();
          throw e;
        }
      }
    };
  }

  /** How often a look-up has failed. */
  long failures() {
    return failures.sum();
  }

  /** How many results it has sent. */
  int sent() {
    return sent.get();
  }

  void awaitSent(int count) throws Exception {
    Await.until(count + " are sent", () -> sent() >= count || end.isDone());
  }

  /** Waits until its thread is in a method of this name. */
  void awaitWithin(String method) throws Exception {
    Await.until(
        "it is within " + method,
        () ->
            Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals(method)));
  }

  boolean goesOn() {
    return !end.isDone();
  }

  /** Waits for its end; what ended it is thrown. */
  void awaitEnd() {
    var _ = end.orTimeout(60, SECONDS).join();
  }

  /** Has it end, with all that is under way. */
  @Override
  public void close() {
    stopped = true;
    awaitEnd();
  }

  private final class Counting implements Output {
    private final Output output;

    Counting(Output output) {
      this.output = output;
    }

    @Override
    public void send(ConsumerRecord<String, String> record, String value) {
      output.send(record, value);
      sent.incrementAndGet();
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
}
