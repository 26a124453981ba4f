package dev.maybefork.testing;

import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.List;

/** What nobody may keep. */
public final class Garbage {
  private static final int COLLECTIONS = 200;

  private Garbage() {}

  public static void assertCollected(WeakReference<?> reference) {
    assertCollected(List.of(reference));
  }

  /** Soon, so that what an idle thread keeps until it ends is found. */
  public static void assertCollected(Collection<? extends WeakReference<?>> references) {
    for (int i = 0; i < COLLECTIONS && !allCleared(references); i++) {
      System.gc();
      pause();
    }
    if (!allCleared(references)) {
      throw new AssertionError("something keeps what is over");
    }
  }

  private static boolean allCleared(Collection<? extends WeakReference<?>> references) {
    return references.stream().allMatch(reference -> reference.refersTo(null));
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
