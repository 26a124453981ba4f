package dev.maybefork.cli;

/**
 * A kind of blocking.
 *
 * @param name the call that blocks, for people
 * @param ending what ends the block
 * @param setup makes a block of this kind
 */
record Kind(String name, Ending ending, Setup setup) {

  /** What ends a block. */
  enum Ending {
    /** {@link Block#release()}, and nothing else. */
    RELEASED,
    /** The block itself, after some time. */
    BY_ITSELF,
    /** The block itself, as soon as other threads have had their turn. */
    AT_ONCE
  }

  /** Makes a block. */
  @FunctionalInterface
  interface Setup {
    /**
     * Makes a block.
     *
     * @param resources takes what must be closed after the block
     * @throws Exception if a block of this kind can't be had on this machine
     */
    Block prepare(Resources resources) throws Exception;
  }

  static Kind released(String name, Setup setup) {
    return new Kind(name, Ending.RELEASED, setup);
  }

  static Kind endsByItself(String name, Setup setup) {
    return new Kind(name, Ending.BY_ITSELF, setup);
  }

  static Kind endsAtOnce(String name, Setup setup) {
    return new Kind(name, Ending.AT_ONCE, setup);
  }
}
