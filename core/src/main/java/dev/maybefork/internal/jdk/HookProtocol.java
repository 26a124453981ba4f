package dev.maybefork.internal.jdk;

/**
 * The numbers by which the hooks in java.base and the library talk to each other. The sources of
 * both are compiled against this class, which leaves no trace in java.base: javac inlines
 * constants.
 */
public final class HookProtocol {
  // what becomes of a call that may block

  /** It is made right here, as if there were no hook. */
  public static final int PROCEED = -10;

  /** The child is on a thread that may block, and stays there. The call follows, then after. */
  public static final int MOVED = -11;

  /** The child has waited, for ready or not, and asks again. */
  public static final int WAITED = -12;

  /** The child is in the list of those that wait. Either PARK or LEAVE follows. */
  public static final int ENTERED = -13;

  // kinds of what blocks

  /** The device of a file. */
  public static final int FILE = 0;

  /** The other end of a pipe or FIFO; somebody at a terminal. */
  public static final int PIPE = 1;

  /** A name server. */
  public static final int NAME_LOOKUP = 2;

  /** The start of a process. */
  public static final int PROCESS = 3;

  /** Another host. */
  public static final int SOCKET = 4;

  /** Who holds the lock of a file. */
  public static final int LOCK = 5;

  /** How many there are. */
  public static final int KINDS = 6;

  // what a child asks for in place of a site's number

  /** To wait, after ENTERED. */
  public static final int PARK = -1;

  /** Not to wait, after ENTERED. */
  public static final int LEAVE = -2;

  /** To wake those that wait for the descriptor: it is closed next. */
  public static final int WAKE = -3;

  // how it is packed into one number: the kind, two flags, the descriptor plus 1

  /** Where the kind is. */
  public static final int KIND_MASK = 7;

  /** An interrupt doesn't end the wait. */
  public static final int UNINTERRUPTIBLE = 8;

  /** It is to be read, not written. */
  public static final int READS = 16;

  /** Where the descriptor begins. */
  public static final int FD_SHIFT = 5;

  private HookProtocol() {}
}
