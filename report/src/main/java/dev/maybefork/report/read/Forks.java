package dev.maybefork.report.read;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The forks of a recording, and the ends of forked bodies. */
final class Forks {
  /** How a body ended that had forked. Times in nanoseconds. */
  record End(long child, int thread, int site, long at, long blocked, long running, long waiting) {
    long nanos() {
      return blocked + running + waiting;
    }
  }

  /** A fork, and the end of its body if that was recorded. */
  static final class Fork {
    final long child;
    final int caller;
    final int site;
    final int stack;
    private final long recordedAt;
    final long inline;
    @Nullable End end;

    /** How long its caller waited for it, shared with those that were alive beside it. */
    long waited;

    Fork(long child, int caller, int site, int stack, long at, long inline) {
      this.child = child;
      this.caller = caller;
      this.site = site;
      this.stack = stack;
      recordedAt = at;
      this.inline = inline;
    }

    /** When it forked. Its caller records that a little later than its body counts from. */
    long at() {
      return end == null ? recordedAt : end.at() - end.nanos();
    }

    /** Until its end; 0 if that isn't known. */
    long nanos() {
      return end == null ? 0 : end.nanos();
    }

    long blocked() {
      return end == null ? 0 : end.blocked();
    }
  }

  private final List<Fork> forks = new ArrayList<>();
  private final List<End> ends = new ArrayList<>();

  void add(Fork fork) {
    forks.add(fork);
  }

  void add(End end) {
    ends.add(end);
  }

  List<Fork> forks() {
    return forks;
  }

  /** Those whose fork was not recorded, too. */
  List<End> ends() {
    return ends;
  }

  /** Gives each fork its end. By sorting, as a million of them would be a large map. */
  void match() {
    forks.sort(Comparator.comparingLong(fork -> fork.child));
    ends.sort(Comparator.comparingLong(End::child));
    int next = 0;
    for (Fork fork : forks) {
      while (next < ends.size() && ends.get(next).child() < fork.child) {
        next++;
      }
      if (next < ends.size() && ends.get(next).child() == fork.child) {
        fork.end = ends.get(next);
      }
    }
  }
}
