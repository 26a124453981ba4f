package dev.maybefork.internal.watch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What each thread of the system is busy with, for others to look at. A thread keeps the slot that
 * it once got, so that it costs a thread no fence to say it.
 */
final class ThreadSlots<T> {
  private static final int COUNT_BITS = 8;

  static final int COUNT = 1 << COUNT_BITS;

  /** Slots are so far apart as to be in cache lines of their own. */
  private static final int STRIDE_BITS = 4;

  /** In how many slots a thread looks for one. */
  static final int PROBES = 16;

  private static final int GOLDEN_RATIO = 0x9E3779B9;

  private static final VarHandle OWNER = MethodHandles.arrayElementVarHandle(int[].class);

  /** The system's identifiers of threads; 0 where none ever was. */
  private final int[] owners = new int[COUNT << STRIDE_BITS];

  private final @Nullable Object[] busyWith = new Object[COUNT << STRIDE_BITS];

  /**
   * What each slot has counted, and which slots have changed hands. The first owner of a slot is
   * the one thread that ever writes its {@link #OWN} count, also after the slot was taken from it
   * in the midst of that: so it adds without an atomic instruction. All others add to the {@link
   * #SHARED} count.
   */
  private final long[] counts = new long[(COUNT + 1) << COUNTS_BITS];

  private static final int COUNTS_BITS = 3;
  private static final int OWN = 0;
  private static final int TAKEN = 1;
  private static final int SHARED = 2;

  private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);

  /**
   * The slot of a thread. Called by the thread itself, which isn't busy.
   *
   * @param osThread the system's identifier of it; 0 if that isn't known
   * @return -1 for none
   */
  int of(int osThread) {
    if (osThread == 0) {
      return -1; // nobody could ask the system about it
    }
    int home = home(osThread);
    return owners[home] == osThread ? home : find(osThread, home);
  }

  /**
   * Its own; else one that nobody has had; else one whose owner, who may have ended, isn't busy.
   * None if all are: the thread isn't seen then.
   */
  private int find(int osThread, int home) {
    for (int i = 0; i < PROBES; i++) {
      if (owners[probe(home, i)] == osThread) {
        return probe(home, i);
      }
    }
    for (int i = 0; i < PROBES; i++) {
      if (OWNER.compareAndSet(owners, probe(home, i), 0, osThread)) {
        return probe(home, i);
      }
    }
    for (int i = 0; i < PROBES; i++) {
      int slot = probe(home, i);
      int owner = owners[slot];
      if (busyWith[slot] == null && take(slot, owner, osThread)) {
        return slot;
      }
    }
    return -1;
  }

  /** From now on nobody but its first owner adds to the slot's own count. */
  private boolean take(int slot, int owner, int osThread) {
    COUNTS.setVolatile(counts, index(slot) + TAKEN, 1L);
    return OWNER.compareAndSet(owners, slot, owner, osThread);
  }

  private static int probe(int home, int i) {
    return (home + (i << STRIDE_BITS)) & ((COUNT << STRIDE_BITS) - 1);
  }

  /** Where a thread looks first. Neighbours have theirs far apart. */
  static int home(int osThread) {
    return (osThread * GOLDEN_RATIO) >>> (32 - COUNT_BITS) << STRIDE_BITS;
  }

  /**
   * Says what its owner is busy with. Called by the owner. Plainly: others see it some time later,
   * and of what it refers to no more is certain than its final fields. They look for a diagnosis,
   * and again before they tell of it.
   */
  void set(int slot, @Nullable T busy) {
    busyWith[slot] = busy;
  }

  /** Where the counts of a slot are; those who have none share the last place. */
  private static int index(int slot) {
    return (slot < 0 ? COUNT : slot >> STRIDE_BITS) << COUNTS_BITS;
  }

  /**
   * Adds one. Called by the owner, whom no other thread can have seen do it yet: who has
   * synchronised with it after that sees it in {@link #total}.
   */
  void count(int slot) {
    int i = index(slot);
    if (slot >= 0 && counts[i + TAKEN] == 0) {
      COUNTS.setOpaque(counts, i + OWN, counts[i + OWN] + 1);
    } else {
      COUNTS.getAndAdd(counts, i + SHARED, 1L);
    }
  }

  /** How often it was counted, as far as that is seen here: not at one moment. */
  long total() {
    long total = 0;
    for (int i = 0; i < counts.length; i += 1 << COUNTS_BITS) {
      total += (long) COUNTS.getOpaque(counts, i + OWN);
      total += (long) COUNTS.getOpaque(counts, i + SHARED);
    }
    return total;
  }

  @SuppressWarnings("ReferenceEquality") // it's asked about one, not about its equals
  boolean has(int slot, T busy) {
    return slot >= 0 && busyWith[slot] == busy;
  }

  /** The system's identifier of the thread that {@link #get} tells of. */
  int owner(int i) {
    return owners[i << STRIDE_BITS];
  }

  /** Of one thread after the other, from 0 to COUNT. */
  @SuppressWarnings("unchecked")
  @Nullable T get(int i) {
    return (T) busyWith[i << STRIDE_BITS];
  }

  /** All that are found now. */
  @SuppressWarnings("unchecked")
  List<T> found() {
    return (List<T>) Arrays.stream(busyWith).filter(Objects::nonNull).toList();
  }
}
