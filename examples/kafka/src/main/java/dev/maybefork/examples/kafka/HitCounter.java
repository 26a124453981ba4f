package dev.maybefork.examples.kafka;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A look-up that counts those of known customers which are done.
 *
 * @param lookUp that does it
 * @param known customers who are counted
 * @param done counts down
 */
record HitCounter(LookUp lookUp, List<String> known, CountDownLatch done) implements LookUp {
  @Override
  public @Nullable String cached(String id) {
    return lookUp.cached(id);
  }

  @Override
  public String find(String id) throws Exception {
    String name = lookUp.find(id);
    if (known.contains(id)) {
      done.countDown();
    }
    return name;
  }
}
