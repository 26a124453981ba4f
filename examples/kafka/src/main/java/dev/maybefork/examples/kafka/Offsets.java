package dev.maybefork.examples.kafka;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;

/** The last record of each partition that is done and not known to be committed. */
final class Offsets {
  private static final Logger LOG = System.getLogger(Offsets.class.getName());

  private final Map<TopicPartition, ConsumerRecord<?, ?>> done = new HashMap<>();

  void done(TopicPartition partition, ConsumerRecord<?, ?> record) {
    done.put(partition, record);
  }

  boolean isEmpty() {
    return done.isEmpty();
  }

  /** These are not to be committed by this consumer any more. */
  void forget(Collection<TopicPartition> partitions) {
    done.keySet().removeAll(partitions);
  }

  void clear() {
    done.clear();
  }

  /** Commits them all. What can't be committed now is kept for the next time. */
  void commit(Consumer<?, ?> consumer) {
    if (done.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    done.forEach((partition, record) -> offsets.put(partition, following(record)));
    try {
      consumer.commitSync(offsets);
      done.clear();
    } catch (RebalanceInProgressException | TimeoutException e) {
      LOG.log(Level.INFO, "not yet committed: " + offsets, e);
    } catch (CommitFailedException e) { // it has been away for too long: others do these again
      LOG.log(Level.WARNING, "not committed: " + offsets, e);
      done.clear();
    }
  }

  /** Where to go on after a record. */
  private static OffsetAndMetadata following(ConsumerRecord<?, ?> record) {
    return new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), /* metadata= */ "");
  }
}
