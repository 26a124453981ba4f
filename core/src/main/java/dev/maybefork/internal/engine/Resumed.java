package dev.maybefork.internal.engine;

/** What becomes of a resumed child: the host runs it, a deputy does, or the scheduler. */
enum Resumed {
  ON_HOST,
  ON_DEPUTY,
  FORKED
}
