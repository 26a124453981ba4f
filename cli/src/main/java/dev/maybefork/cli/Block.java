package dev.maybefork.cli;

import dev.maybefork.ForkBody;
import java.util.concurrent.Callable;

/**
 * One call that blocks, and what ends the block. Done beforehand, the release makes that the call
 * does not block at all.
 *
 * @param call the call, to be made once
 * @param release ends the block, from another thread; does nothing if the block ends by itself
 * @param ready whether the release has taken effect, for one that takes its time; not to be asked
 *     once the call was made
 */
record Block(ForkBody call, ForkBody release, Callable<Boolean> ready) {
  Block(ForkBody call, ForkBody release) {
    this(call, release, () -> true);
  }
}
