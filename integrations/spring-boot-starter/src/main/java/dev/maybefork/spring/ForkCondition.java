package dev.maybefork.spring;

import dev.maybefork.BlockKind;
import dev.maybefork.ForkOn;

/** The values of {@code maybefork.fork-on}. Immutable. */
public enum ForkCondition {
  /** Any block. */
  BLOCKING,
  /** At once: the task is a plain virtual thread. */
  ALWAYS,
  /** No block: each holds the thread that submits the task. */
  NEVER,
  /** Locks, conditions, queues, futures, latches. */
  PARK,
  /** {@code synchronized} and {@code Object.wait}. */
  MONITOR,
  /** {@code Thread.sleep}. */
  SLEEP,
  /** {@code Thread.yield}. */
  YIELD,
  /** Sockets and selectors: JDBC and HTTP clients, mostly. */
  SOCKET,
  /** Pipes; with the agent also FIFOs, terminals, streams of processes. */
  PIPE,
  /** With the agent: reads from the disk, fsync, locks of files. */
  FILE,
  /** With the agent: look-ups of hosts. */
  NAME_LOOKUP,
  /** {@code Process.waitFor}; with the agent starting a process. */
  PROCESS,
  /** Calls in {@code MaybeFork.blocking}. */
  MARKED;

  /**
   * The condition that it stands for.
   *
   * @return the condition
   */
  public ForkOn forkOn() {
    return switch (this) {
      case BLOCKING -> ForkOn.BLOCKING;
      case ALWAYS -> ForkOn.ALWAYS;
      case NEVER -> ForkOn.NEVER;
      default -> ForkOn.kinds(BlockKind.valueOf(name()));
    };
  }
}
