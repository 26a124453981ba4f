package dev.maybefork.agent;

/**
 * What a call that blocks in native code waits for. The hooks pass its number on: FILE and PIPE are
 * constants of {@code jdk.internal.misc.MaybeForkHook} too, as which of the two it is shows at run
 * time only.
 */
enum Kind {
  /** The device of a file. */
  FILE,
  /** The other end of a pipe or FIFO; somebody at a terminal. */
  PIPE,
  /** A name server. */
  NAME_LOOKUP,
  /** The start of a process. */
  PROCESS,
  /** Another host. */
  SOCKET,
  /** Who holds the lock of a file. */
  LOCK;

  /** What the hooks pass on. */
  @SuppressWarnings("EnumOrdinal") // a number is all that can be passed through java.base
  int id() {
    return ordinal();
  }
}
