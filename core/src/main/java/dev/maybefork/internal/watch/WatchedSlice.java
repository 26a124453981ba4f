package dev.maybefork.internal.watch;

import org.jspecify.annotations.Nullable;

/** What runs on a thread's stack and may hold it in native code: what {@link HeldCallers} sees. */
public abstract class WatchedSlice {
  /** Where it is found: see {@link ThreadSlots}; negative if nowhere. */
  short slot;

  /** The thread that it is part of; null if that has ended. */
  public abstract @Nullable Thread thread();

  /** Whether its caller would go on if it blocked where it can be seen. */
  public abstract boolean isOpen();
}
