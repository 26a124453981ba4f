package dev.maybefork.examples.kafka;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The body: what is done with one record. It knows nothing of who calls it, never touches the
 * consumer, and keeps what is thrown, so that one record's failure ends none of the others. Used by
 * any number of threads at once.
 */
final class Handler {
  private final LookUp lookUp;
  private final Set<TopicPartition> failed = ConcurrentHashMap.newKeySet();

  Handler(LookUp lookUp) {
    this.lookUp = lookUp;
  }

  /** Handles a record, unless one before it has failed, as it will come again then. */
  Result handle(ConsumerRecord<String, String> record) throws InterruptedException {
    if (!failed.isEmpty() && failed.contains(Result.partition(record))) {
      return Result.notTried(record);
    }
    try {
      return Result.done(record, lookUp.find(record.value()));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      failed.add(Result.partition(record));
      return Result.failed(record, e);
    }
  }

  /** Handles a record if that takes no waiting. */
  @Nullable Result handleCached(ConsumerRecord<String, String> record) {
    @Nullable String value = lookUp.cached(record.value());
    return value == null ? null : Result.done(record, value);
  }

  /** All partitions are tried again. Not called while records are handled. */
  void forgetFailures() {
    failed.clear();
  }
}
