package dev.maybefork.report.model;

/** What a block did to the thread that came to it. */
public enum Way {
  /** A body of the library blocked and forked: its caller went on. */
  FORKED,
  /** A body of the library blocked and did not fork: its caller waited. */
  HELD,
  /** The program's own code blocked, and its thread waited. */
  BLOCKED,
  /** A thread waited for work: of a pool, say. There is nothing to win. */
  IDLE
}
