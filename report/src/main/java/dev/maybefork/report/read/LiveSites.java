package dev.maybefork.report.read;

import dev.maybefork.report.model.Way;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import org.jspecify.annotations.Nullable;

/**
 * Where a running program blocks, from the events of a stream. It keeps sums only, so that it can
 * look on for days. Any number of threads may use it.
 */
public final class LiveSites {
  /**
   * What one place did.
   *
   * @param location the innermost frame that is neither the JDK's nor the library's
   * @param kind what is waited for
   * @param way what the blocks did to their threads
   * @param count how many there were
   * @param nanos how long they took in all; of forks only those that have ended
   * @param longest the longest of them
   */
  public record LiveSite(
      String location, String kind, Way way, long count, long nanos, long longest) {
    private LiveSite plus(LiveSite other) {
      return new LiveSite(
          location,
          kind,
          way,
          count + other.count,
          nanos + other.nanos,
          Math.max(longest, other.longest));
    }
  }

  private record Key(String location, String kind, Way way) {}

  private final Map<Key, LiveSite> sites = new HashMap<>();

  /** Nothing seen yet. */
  public LiveSites() {}

  /**
   * Counts an event, if it tells of a block.
   *
   * @param event any event
   */
  public void accept(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case "maybefork.Fork" -> add(event, Way.FORKED, 1, 0);
      case "maybefork.ForkEnd" ->
          add(event, Way.FORKED, 0, event.getDuration("blockedTime").toNanos());
      case "maybefork.HeldCaller" ->
          add(event, Way.HELD, 1, event.getDuration("heldTime").toNanos());
      default -> addBlock(event);
    }
  }

  private void add(RecordedEvent event, Way way, long count, long nanos) {
    String location = Objects.requireNonNullElse(event.getString("location"), Intake.UNKNOWN);
    String kind = Objects.requireNonNullElse(event.getString("kind"), "OTHER");
    add(new LiveSite(location, kind, way, count, nanos, nanos));
  }

  private void addBlock(RecordedEvent event) {
    @Nullable String kind = BlockEvents.kind(event.getEventType().getName());
    @Nullable RecordedStackTrace trace = event.getStackTrace();
    if (kind == null || trace == null) {
      return;
    }
    List<String> frames = trace.getFrames().stream().map(Frames::of).toList();
    @Nullable String site = Stacks.site(frames);
    if (site != null && BlockEvents.owner(frames) == BlockEvents.Owner.PROGRAM) {
      long nanos = event.getDuration().toNanos();
      add(new LiveSite(site, kind, Way.BLOCKED, 1, nanos, nanos));
    }
  }

  private synchronized void add(LiveSite site) {
    sites.merge(new Key(site.location(), site.kind(), site.way()), site, LiveSite::plus);
  }

  /**
   * Those with the most time since the last call, which begins anew.
   *
   * @param most how many at most
   * @return the longest first
   */
  public synchronized List<LiveSite> take(int most) {
    List<LiveSite> longest =
        sites.values().stream()
            .sorted(
                Comparator.comparingLong(LiveSite::nanos)
                    .thenComparingLong(LiveSite::count)
                    .reversed())
            .limit(most)
            .toList();
    sites.clear();
    return longest;
  }
}
