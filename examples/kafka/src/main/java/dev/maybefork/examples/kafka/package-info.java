/** A consumer of Kafka: records whose look-up hits a cache by plain calls, others by threads. */
@NullMarked
package dev.maybefork.examples.kafka;

import org.jspecify.annotations.NullMarked;
