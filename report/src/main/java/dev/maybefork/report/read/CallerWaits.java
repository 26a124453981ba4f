package dev.maybefork.report.read;

import dev.maybefork.report.read.Forks.Fork;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When callers waited in the library for what they had forked. A caller that waits while three of
 * its bodies are alive waits a third of the time for each: what is left of their lives was won.
 */
final class CallerWaits {
  private final Map<Integer, LongList> startsAndEnds = new HashMap<>();

  void add(int thread, long start, long nanos) {
    LongList ofThread = startsAndEnds.computeIfAbsent(thread, _ -> new LongList());
    ofThread.add(start);
    ofThread.add(start + nanos);
  }

  /** Something begins or ends. */
  private record Point(long at, int waits, Fork fork, boolean begins) {}

  private static final Fork NOBODY = new Fork(0, 0, 0, 0, 0, 0);

  /** Sets what the caller waited for each of these, which are its own and have ends. */
  void share(int caller, List<Fork> forks) {
    List<Point> points = points(caller, forks);
    double share = 0; // of the waits so far, for one that was alive all the time
    long since = 0;
    int waiting = 0;
    int alive = 0;
    Map<Fork, Double> begun = new HashMap<>();
    for (Point point : points) {
      if (waiting > 0 && alive > 0) {
        share += (double) (point.at() - since) / alive;
      }
      since = point.at();
      waiting += point.waits();
      if (point.fork() == NOBODY) {
        continue;
      }
      if (point.begins()) {
        alive++;
        begun.put(point.fork(), share);
      } else {
        alive--;
        point.fork().waited = Math.round(share - begun.getOrDefault(point.fork(), share));
      }
    }
  }

  private List<Point> points(int caller, List<Fork> forks) {
    List<Point> points = new ArrayList<>();
    for (Fork fork : forks) {
      points.add(new Point(fork.at(), 0, fork, /* begins= */ true));
      points.add(new Point(fork.at() + fork.nanos(), 0, fork, /* begins= */ false));
    }
    LongList waits = startsAndEnds.getOrDefault(caller, new LongList());
    for (int i = 0; i < waits.size(); i += 2) {
      points.add(new Point(waits.get(i), 1, NOBODY, /* begins= */ true));
      points.add(new Point(waits.get(i + 1), -1, NOBODY, /* begins= */ false));
    }
    points.sort(Comparator.comparingLong(Point::at)); // stable: a fork begins before it ends
    return points;
  }
}
