package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.Fork;
import dev.maybefork.ForkLoop;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkScope;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Await;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** The programs that {@link FlightTest} starts. */
final class Flights {
  private Flights() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "recorded" -> Recorder.record(/* on= */ true, Flights::callsFork);
      case "late" -> {
        maybeFork(() -> {}).join();
        Recorder.record(/* on= */ true, Flights::callsFork);
      }
      case "others" -> Notes.take();
      case "native" -> Recorder.record(/* on= */ true, Flights::readsSlowly);
      case "off" -> Recorder.record(/* on= */ false, Flights::callsFork);
      case "bean" -> Bean.show();
      case "works" -> works();
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** A program with a body. */
  @FunctionalInterface
  interface Program {
    void run() throws Exception;
  }

  /** For much longer than what counts as held, as who watches may be late to see it. */
  private static void sleeps() throws InterruptedException {
    Thread.sleep(200);
  }

  private static void spins() {
    long since = System.nanoTime();
    while (System.nanoTime() - since < 50_000_000) {
      Thread.onSpinWait();
    }
  }

  private static void works() {
    maybeFork(() -> "inline").join();
    Fork<Void> fork = maybeFork(Flights::sleeps);
    fork.join();
    System.out.println(
        MaybeFork.stats().forked()
            + " forked of "
            + (MaybeFork.stats().forked() + MaybeFork.stats().inline()));
  }

  /** 3 forks by a block, and one by its time. */
  private static void callsFork() throws Exception {
    maybeFork(() -> "inline").join();
    maybeFork(Flights::sleeps).join();
    var _ = maybeFork(ForkOn.NEVER, Flights::sleeps);
    maybeFork(ForkOn.after(Duration.ofMillis(5)), Flights::spins).join();
    ForkLoop.over(IntStream.range(0, 10).boxed().toList())
        .run(i -> {
          if (i == 5) {
            sleeps();
          }
        })
        .join();
    try (ForkScope scope = ForkScope.open(1)) {
      var _ = scope.fork(() -> Thread.sleep(500));
      var _ = scope.fork(Flights::sleeps);
      scope.join();
    }
    Await.until(() -> MaybeFork.stats().childrenAlive() == 0, "all have ended");
    Thread.sleep(100); // and have been recorded
  }

  /** A process that writes a line after a while, as a file: no hook is there to see it. */
  private static void readsSlowly() throws Exception {
    maybeFork(() -> "initialised").join();
    Process process = new ProcessBuilder("sh", "-c", "sleep 1; echo done").start();
    try (InputStream in = process.getInputStream()) {
      boolean forked = maybeFork(() -> in.read()).forked();
      System.out.println(forked ? "forked" : "held for it");
    }
    Thread.sleep(200); // until the watch has seen its end
  }

  /** In a class of its own, as there need be no such module. */
  private static final class Recorder {
    private static final List<String> NAMES =
        List.of("Fork", "ForkEnd", "HeldCaller", "HandOff", "Loop", "Scope", "Stats");

    static void record(boolean on, Program program) throws Exception {
      Path file = Files.createTempFile("flight", ".jfr");
      try (Recording recording = new Recording()) {
        for (String name : NAMES) {
          if (on) {
            recording.enable("maybefork." + name);
          } else {
            recording.disable("maybefork." + name);
          }
        }
        recording.start();
        program.run();
        recording.stop();
        recording.dump(file);
      }
      Map<String, Integer> events = new TreeMap<>();
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        String name = event.getEventType().getName();
        if (name.startsWith("maybefork.")) {
          events.merge(name.replace("maybefork.", ""), 1, Integer::sum);
          System.out.println(line(event));
        }
      }
      System.out.println(events);
      Files.delete(file);
    }

    private static String line(RecordedEvent event) {
      return switch (event.getEventType().getName()) {
        case "maybefork.Fork" -> "fork " + place(event) + " in " + caller(event);
        case "maybefork.HeldCaller" -> "held " + place(event);
        case "maybefork.ForkEnd" ->
            "end "
                + event.getString("kind")
                + " "
                + (event.getDuration("blockedTime").toMillis() >= 40
                    && event.getThread().isVirtual());
        case "maybefork.HandOff" -> "hand-off " + event.getString("reason");
        case "maybefork.Loop" -> "loop " + counts(event);
        case "maybefork.Stats" ->
            "stats " + event.getLong("inline") + " inline, forks " + event.getString("forks");
        default -> "scope " + counts(event);
      };
    }

    private static String place(RecordedEvent event) {
      String location = String.valueOf(event.getString("location"));
      return event.getString("kind")
          + " at "
          + location.replaceFirst(":.*", "")
          + " by "
          + event.getThread().getJavaName();
    }

    private static String caller(RecordedEvent event) {
      return event.getStackTrace().getFrames().stream()
          .map(frame -> frame.getMethod().getName())
          .filter(name -> name.equals("callsFork"))
          .findFirst()
          .orElse("?");
    }

    private static String counts(RecordedEvent event) {
      return event.getLong("items")
          + " items "
          + event.getLong("inline")
          + " inline "
          + event.getLong("forked")
          + " forked "
          + event.getLong("atLimit")
          + " at limit";
    }
  }

  /** Events of the program's own. In a class of its own, as there need be no such module. */
  private static final class Notes {
    private static final int TIMES = 8;

    @Name("test.Note")
    private static final class Note extends Event {
      @SuppressWarnings("UnusedVariable") // the recorder reads it
      private final String text;

      Note(String text) {
        this.text = text;
      }
    }

    private static void note(String text) {
      new Note(text).commit();
    }

    /** Bodies note something on their callers' stacks; so do the callers, after that. */
    private static void take(String caller) {
      for (int i = 0; i < TIMES; i++) {
        boolean held = i % 2 == 0;
        var _ =
            maybeFork(
                ForkOn.NEVER,
                () -> {
                  if (held) {
                    Thread.sleep(1);
                  }
                  note("in " + caller);
                });
        note("after in " + caller);
      }
    }

    static void take() throws Exception {
      maybeFork(() -> {}).join();
      Path file = Files.createTempFile("notes", ".jfr");
      try (Recording recording = new Recording()) {
        recording.enable(Note.class);
        recording.start();
        take("main");
        Thread.ofVirtual().start(() -> take("virtual")).join();
        recording.stop();
        recording.dump(file);
      }
      Map<String, Integer> notes = new TreeMap<>();
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        if (event.getEventType().getName().equals("test.Note")) {
          notes.merge(event.getString("text"), 1, Integer::sum);
        }
      }
      System.out.println(notes);
      Files.delete(file);
    }
  }

  /** In a class of its own, as there need be no such module. */
  private static final class Bean {
    static void show() throws Exception {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      ObjectName name = new ObjectName("dev.maybefork:type=ForkStats");
      maybeFork(() -> "inline").join();
      Await.until(() -> server.isRegistered(name), "it is registered");
      System.out.println("Inline " + server.getAttribute(name, "Inline"));
      System.out.println("Engine " + server.getAttribute(name, "Engine"));
    }
  }
}
