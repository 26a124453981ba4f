package dev.maybefork.cli;

import dev.maybefork.cli.SeedRun.Lane;
import java.io.PrintWriter;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Runs the seed's program with the bytes already there, and with bytes that come late. */
final class SeedDemo {
  private static final Duration FOO = Duration.ofMillis(150);
  private static final Duration SHORT_FOO = Duration.ofMillis(10);
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final PrintWriter out;

  SeedDemo(PrintWriter out) {
    this.out = out;
  }

  /** True if both were in the seed's order. */
  boolean show() throws Exception {
    runReady(SHORT_FOO); // once for loading classes, so that the times are the program's own
    runLate(SHORT_FOO);
    boolean readyIsRight = showReady(runReady(FOO));
    boolean lateIsRight = showLate(runLate(FOO));
    out.println("Times are in ms since the call. What is indented ran within maybeFork { }.");
    return readyIsRight && lateIsRight;
  }

  private static SeedRun runReady(Duration foo) throws Exception {
    Timeline timeline = new Timeline();
    try (Peer peer = new Peer(timeline);
        Socket socket = peer.connect()) {
      peer.send();
      awaitBytes(socket);
      return check(new SeedProgram(socket, timeline, foo, () -> {}).run(), peer, timeline);
    }
  }

  private static SeedRun runLate(Duration foo) throws Exception {
    Timeline timeline = new Timeline();
    try (Peer peer = new Peer(timeline);
        Socket socket = peer.connect()) {
      return check(new SeedProgram(socket, timeline, foo, peer::send).run(), peer, timeline);
    }
  }

  private static void awaitBytes(Socket socket) throws Exception {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (socket.getInputStream().available() == 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("the peer's bytes do not come");
      }
      Thread.sleep(1);
    }
  }

  /** Adds what the peer did after the program's last step. */
  private static SeedRun check(SeedRun run, Peer peer, Timeline timeline) throws Exception {
    if (!peer.isContent()) {
      throw new IllegalStateException("the peer got wrong answers");
    }
    return new SeedRun(run.forkId(), run.endForkSaid(), timeline.events());
  }

  private boolean showReady(SeedRun run) {
    show("bytes already there", run);
    out.println("          order: " + names(run.steps(Lane.CALLER, Lane.INLINE, Lane.CHILD)));
    return judge(SeedOrder.differencesIfNotBlocking(run));
  }

  private boolean showLate(SeedRun run) {
    show("bytes that come during foo", run);
    out.println("          order of the caller: " + names(run.steps(Lane.CALLER, Lane.INLINE)));
    out.println("          order of the child:  " + names(run.steps(Lane.CHILD)));
    return judge(SeedOrder.differencesIfBlocking(run));
  }

  private void show(String title, SeedRun run) {
    out.println(title + ": " + (run.forked() ? "forked" : "did not fork"));
    LaneView.lines(run).forEach(out::println);
  }

  private static String names(List<String> steps) {
    return String.join(", ", steps);
  }

  private boolean judge(List<String> differences) {
    if (differences.isEmpty()) {
      out.println("          as it should be");
    }
    differences.forEach(difference -> out.println("  WRONG: " + difference));
    out.println();
    out.flush();
    return differences.isEmpty();
  }
}
