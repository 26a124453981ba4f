package dev.maybefork;

/** Why another thread ran a body in place of its caller, which waited for it. */
public enum HandOffReason {
  /** The {@code handoff} engine serves: it hands all bodies off. */
  ENGINE,
  /** Its condition has a time ({@link ForkOn#after}), at whose end its caller must go on. */
  TIMED,
  /** 64 bodies in each other were running on the caller's stack. */
  DEPTH,
  /** The caller held monitors, and there was no memory to take them out of the way. */
  MONITORS
}
