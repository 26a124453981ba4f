package dev.maybefork.internal.engine;

/** Why a child can't run on its caller's stack. The room above has the same names. */
public enum StandInReason {
  /** The engine hands all bodies off. */
  ENGINE,
  /** It may have to fork at any time, which only its caller can see to. */
  TIMED,
  /** There are too many slices on the caller's stack. */
  DEPTH,
  /** The caller's monitors could not be taken out of the way. */
  MONITORS
}
