package dev.maybefork.report;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** A recording whose names were chosen to break the page. */
public final class HostileRecording {
  public static final List<String> NAMES =
      List.of(
          "</script><script>alert(1)</script>",
          "<img src=x onerror=alert(1)>",
          "\"'`${alert(1)}\\",
          "evil\u202etxt.exe",
          "bell\u0007 and line\nend and \u2028",
          "half of a pair \ud800",
          "__proto__",
          "@SCRIPT@",
          "\u05e9\u05dc\u05d5\u05dd",
          "long ".repeat(2_000));

  private HostileRecording() {}

  @Name("maybefork.Fork")
  static final class Fork extends Event {
    @Nullable String kind;
    @Nullable String location;
    @Nullable String childStack;
    long childThreadId;
    @jdk.jfr.Timespan long inlineTime;
  }

  @Name("maybefork.HeldCaller")
  static final class Held extends Event {
    @Nullable String kind;
    @Nullable String location;
    @Nullable String childStack;
    @jdk.jfr.Timespan long heldTime;
  }

  public static Path in(Path folder) throws Exception {
    Path file = folder.resolve("hostile.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(Fork.class);
      recording.enable(Held.class);
      recording.start();
      for (String name : NAMES) {
        Thread thread = Thread.ofPlatform().name(name).start(() -> commit(name));
        thread.join();
      }
      recording.stop();
      recording.dump(file);
    }
    return file;
  }

  private static void commit(String name) {
    Fork fork = new Fork();
    fork.kind = name;
    fork.location = name;
    fork.childStack = name + "\napp//" + name + ".run(File.java:1)";
    fork.childThreadId = name.length();
    fork.inlineTime = 1_000;
    fork.commit();
    Held held = new Held();
    held.kind = name;
    held.location = name;
    held.childStack = name;
    held.heldTime = 30_000_000;
    held.commit();
  }
}
