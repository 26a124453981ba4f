package dev.maybefork.report.read;

import dev.maybefork.report.model.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** Takes the events of a recording, in any order, and keeps what the report is made of. */
final class Intake {
  static final String UNKNOWN = "(not known)";

  final Stacks stacks = new Stacks();
  final Threads threads = new Threads();
  final SiteNames names = new SiteNames();
  final Blocks blocks = new Blocks();
  private final Targets targets = new Targets();
  final Forks forks = new Forks();
  final CallerWaits waits = new CallerWaits();
  final HazardLog hazards = new HazardLog();
  final Settings settings = new Settings();
  final Counters counters = new Counters();
  final LoopsAndScopes loops = new LoopsAndScopes();

  private final Map<String, Consumer<RecordedEvent>> takers = new HashMap<>();
  private final Map<String, Long> taken = new HashMap<>();
  private @Nullable RecordedEvent jvm;
  private long events;
  private long lost;
  private Instant begin = Instant.MAX;
  private Instant end = Instant.MIN;

  Intake() {
    BlockEvents.names().forEach(name -> takers.put(name, this::block));
    takers.put("maybefork.Fork", this::fork);
    takers.put("maybefork.ForkEnd", this::forkEnd);
    takers.put("maybefork.HeldCaller", this::held);
    takers.put("maybefork.HandOff", this::handOff);
    takers.put("maybefork.JoinHazard", this::joinHazard);
    takers.put("maybefork.Loop", loops::loop);
    takers.put("maybefork.Scope", this::scope);
    takers.put("maybefork.Stats", counters::accept);
    takers.put("jdk.VirtualThreadPinned", this::pinned);
    takers.put("jdk.ActiveSetting", settings::accept);
    takers.put("jdk.JVMInformation", event -> jvm = event);
    takers.put("jdk.DataLoss", event -> lost += event.getLong("amount"));
  }

  void accept(RecordedEvent event) {
    events++;
    begin = event.getStartTime().isBefore(begin) ? event.getStartTime() : begin;
    end = event.getEndTime().isAfter(end) ? event.getEndTime() : end;
    String name = event.getEventType().getName();
    @Nullable Consumer<RecordedEvent> taker = takers.get(name);
    if (taker != null) {
      taken.merge(name, 1L, Long::sum);
      taker.accept(event);
    }
  }

  private void block(RecordedEvent event) {
    String kind = Objects.requireNonNull(BlockEvents.kind(event.getEventType().getName()));
    int stack = stacks.of(event.getStackTrace());
    int thread = threads.of(event.getThread());
    switch (BlockEvents.owner(stacks.frames(stack))) {
      case CALLER -> waits.add(thread, nanos(event.getStartTime()), event.getDuration().toNanos());
      case BODY -> {} // by the library's events, if any
      case IDLE -> add(Way.IDLE, event, kind, thread, stack);
      case PROGRAM -> add(Way.BLOCKED, event, kind, thread, stack);
    }
  }

  private void add(Way way, RecordedEvent event, String kind, int thread, int stack) {
    blocks.add(
        way,
        nanos(event.getStartTime()),
        event.getDuration().toNanos(),
        thread,
        stack,
        names.of(where(stacks.frames(stack)), kind),
        targets.of(event));
  }

  /** A thread of the JDK alone is where its innermost frame is. */
  private static String where(List<String> frames) {
    @Nullable String site = Stacks.site(frames);
    if (site != null) {
      return site;
    }
    return frames.isEmpty() ? UNKNOWN : frames.getFirst();
  }

  private void fork(RecordedEvent event) {
    int caller = stacks.of(event.getStackTrace());
    int body = stacks.ofText(event.getString("childStack"));
    forks.add(
        new Forks.Fork(
            event.getLong("childThreadId"),
            threads.of(event.getThread()),
            site(event, caller),
            stacks.forked(body, caller),
            nanos(event.getStartTime()),
            event.getDuration("inlineTime").toNanos()));
  }

  /** Where the body blocked; if nobody took its stack, who called it. */
  private int site(RecordedEvent event, int caller) {
    String kind = Objects.requireNonNullElse(event.getString("kind"), "OTHER");
    @Nullable String location = event.getString("location");
    if (location == null) {
      @Nullable String site = Stacks.site(stacks.frames(caller));
      location = site == null ? UNKNOWN : "in a body of " + site;
    }
    return names.of(location, kind);
  }

  private void forkEnd(RecordedEvent event) {
    int thread = threads.of(event.getThread());
    forks.add(
        new Forks.End(
            event.getThread() == null ? 0 : Threads.id(event.getThread()),
            thread,
            event.getString("location") == null ? -1 : site(event, Stacks.NONE),
            nanos(event.getStartTime()),
            event.getDuration("blockedTime").toNanos(),
            event.getDuration("runningTime").toNanos(),
            event.getDuration("carrierWaitTime").toNanos()));
  }

  private void held(RecordedEvent event) {
    int callerStack = stacks.of(event.getStackTrace());
    int body = stacks.ofText(event.getString("childStack"));
    int stack = body == Stacks.NONE ? callerStack : stacks.forked(body, callerStack);
    long length = event.getDuration("heldTime").toNanos();
    int site = site(event, callerStack);
    long start = nanos(event.getStartTime()) - length;
    int caller = threads.of(event.getThread());
    blocks.add(Way.HELD, start, length, caller, stack, site, Targets.ANY);
    SiteNames.SiteName name = names.name(site);
    hazards.add(Advice.held(name.kind()), name.location(), name.kind(), length, stack);
  }

  private void handOff(RecordedEvent event) {
    int stack = stacks.of(event.getStackTrace());
    String reason = Objects.requireNonNullElse(event.getString("reason"), UNKNOWN);
    long length = event.getDuration("waitedTime").toNanos();
    hazards.add(Advice.handOff(reason), where(stacks.frames(stack)), reason, length, stack);
  }

  /** The stack is that of the body, then that of who waits for it. */
  private void joinHazard(RecordedEvent event) {
    String waits = Objects.requireNonNullElse(event.getString("location"), UNKNOWN);
    String joins = Objects.requireNonNullElse(event.getString("callerLocation"), UNKNOWN);
    String detail = "the body waits for " + event.getString("lockType") + " at " + waits;
    int body = stacks.ofText(event.getString("childStack"));
    int stack = stacks.forked(body, stacks.ofText(event.getString("callerStack")));
    long waited = event.getDuration("waitedTime").toNanos();
    hazards.add(Advice.joinHazard(event.getBoolean("deadlock")), joins, detail, waited, stack);
  }

  private void scope(RecordedEvent event) {
    loops.scope(event);
    if (event.getLong("atLimit") > 0) {
      int stack = stacks.of(event.getStackTrace());
      String detail = event.getLong("atLimit") + " of " + event.getLong("items") + " bodies";
      hazards.add(Advice.scopeAtLimit(), where(stacks.frames(stack)), detail, 0, stack);
    }
  }

  private void pinned(RecordedEvent event) {
    int stack = stacks.of(event.getStackTrace());
    String reason =
        event.hasField("pinnedReason")
            ? Objects.requireNonNullElse(event.getString("pinnedReason"), "")
            : "";
    hazards.add(
        Advice.pinned(), where(stacks.frames(stack)), reason, event.getDuration().toNanos(), stack);
  }

  /** Since the epoch. */
  static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  @Nullable RecordedEvent jvm() {
    return jvm;
  }

  long events() {
    return events;
  }

  long taken(String event) {
    return taken.getOrDefault(event, 0L);
  }

  /** Bytes that the recorder itself says it lost. */
  long lost() {
    return lost;
  }

  Instant begin() {
    return events == 0 ? Instant.EPOCH : begin;
  }

  Duration length() {
    return events == 0 ? Duration.ZERO : Duration.between(begin, end);
  }
}
