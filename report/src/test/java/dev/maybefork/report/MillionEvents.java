package dev.maybefork.report;

import dev.maybefork.report.model.Report;
import java.nio.file.Path;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A recording of half a million forks and their ends, of 200 sites. */
public final class MillionEvents {
  public static final int FORKS = 500_000;
  public static final int SITES = 200;

  private MillionEvents() {}

  @Name("maybefork.Fork")
  static final class Fork extends Event {
    @Nullable String kind;
    @Nullable String location;
    @Nullable String childStack;
    long childThreadId;
    @Timespan long inlineTime;
  }

  /** Of its thread alone is known which body it is. So only the last end of each is a fork's. */
  @Name("maybefork.ForkEnd")
  static final class End extends Event {
    @Nullable String kind;
    @Nullable String location;
    @Timespan long blockedTime;
    @Timespan long runningTime;
    @Timespan long carrierWaitTime;
  }

  private static @Nullable Report report;

  /** Made and read once, as that takes some seconds. */
  public static synchronized Report report(Path folder) throws Exception {
    if (report == null) {
      report = Reports.read(in(folder));
    }
    return report;
  }

  private static Path in(Path folder) throws Exception {
    Path file = folder.resolve("million.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(Fork.class);
      recording.enable(End.class).withoutStackTrace();
      recording.start();
      for (int i = 0; i < FORKS; i++) {
        commit(i);
      }
      recording.stop();
      recording.dump(file);
    }
    return file;
  }

  private static void commit(int i) {
    int site = i % SITES;
    Fork fork = new Fork();
    fork.kind = "SOCKET";
    fork.location = "com.acme.Service" + site + ".call:" + site;
    fork.childStack =
        "java.base/sun.nio.ch.NioSocketImpl.read(NioSocketImpl.java:1)\napp//com.acme.Service"
            + site
            + ".call(Service.java:"
            + site
            + ")";
    fork.childThreadId = 1_000_000L + i;
    fork.inlineTime = 1_000;
    fork.commit();
    End end = new End();
    end.kind = "SOCKET";
    end.location = fork.location;
    end.blockedTime = 1_000_000L * (1 + i % 50);
    end.runningTime = 10_000;
    end.commit();
  }
}
