package dev.maybefork;

/** What a body waits for when it blocks. */
public enum BlockKind {
  /**
   * A park: locks, conditions, queues, futures, latches, {@code Thread.join} of a virtual thread,
   * and whatever else calls {@link java.util.concurrent.locks.LockSupport#park()}.
   */
  PARK,
  /** A monitor: {@code synchronized}, {@link Object#wait()}. */
  MONITOR,
  /** {@link Thread#sleep(long)}. */
  SLEEP,
  /** A socket, or a selector. */
  SOCKET,
  /** A file: a read that goes to the disk, fsync, the lock of a file. With the agent only. */
  FILE,
  /**
   * {@link java.nio.channels.Pipe}; with the agent FIFOs, terminals, and the streams of processes.
   */
  PIPE,
  /** The look-up of a host's name or address. With the agent only. */
  NAME_LOOKUP,
  /** The end of a process; with the agent its start. */
  PROCESS,
  /** {@link Thread#yield()}. */
  YIELD,
  /** A call in {@link MaybeFork#blocking}. */
  MARKED,
  /**
   * Nothing that is known: a body that computes when {@link ForkOn#after} makes it fork, for
   * instance.
   */
  OTHER
}
