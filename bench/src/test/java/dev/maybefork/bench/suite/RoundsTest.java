package dev.maybefork.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.bench.page.Figure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundsTest {
  @TempDir private Path logs;
  private final List<String> measured = new ArrayList<>();
  private final List<Integer> kept = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private Children children;

  @BeforeEach
  void makeChildren() throws IOException {
    children = new Children(logs);
  }

  /** A lane without a process. */
  private record FakeLane(String name, List<String> measured, boolean fails) implements Lane {
    @Override
    public List<Figure> measure(Children children) throws IOException {
      measured.add(name);
      if (fails) {
        throw new IOException(name + " can't");
      }
      double sample = measured.size();
      return List.of(new Figure("job", "", "", "", name, "ns", List.of(sample)));
    }
  }

  private Rounds run(int rounds, Duration limit, String... names) throws Exception {
    List<Lane> lanes = new ArrayList<>();
    for (String name : names) {
      lanes.add(new FakeLane(name, measured, name.startsWith("bad")));
    }
    List<Job> jobs = List.of(new Job("job", "", names[0], lanes));
    Rounds run = new Rounds(jobs, rounds, limit, children, new PrintWriter(out));
    run.run(() -> kept.add(run.figures().size()));
    assertThat(run.roundsOf(jobs.getFirst())).isEqualTo(limit.isZero() ? 0 : rounds);
    return run;
  }

  @Test
  void eachRoundHasAllLanesAndAnotherIsTheFirst() throws Exception {
    Rounds run = run(3, Duration.ofHours(1), "a", "b", "c");
    assertThat(String.join("", measured)).isEqualTo("abcbcacab");
    assertThat(run.isWhole()).isTrue();
    assertThat(run.figures()).extracting(Figure::peer).containsExactly("a", "b", "c");
    assertThat(run.figures().getFirst().samples()).containsExactly(1.0, 6.0, 8.0);
    assertThat(kept).as("peers kept at the end of each round").containsExactly(3, 3, 3);
  }

  @Test
  void aLaneThatFailsIsSaidAndLeftOut() throws Exception {
    Rounds run = run(2, Duration.ofHours(1), "bad", "good");
    assertThat(measured).containsExactly("bad", "good", "good");
    assertThat(run.isWhole()).isFalse();
    assertThat(run.figures()).extracting(Figure::peer).containsExactly("good");
    assertThat(out.toString()).contains("failed: bad can't");
  }

  @Test
  void whenTheTimeIsOverTheRestIsNotMeasured() throws Exception {
    Rounds run = run(2, Duration.ZERO, "a");
    assertThat(measured).isEmpty();
    assertThat(run.isWhole()).isFalse();
    assertThat(out.toString()).contains("out of time", "a");
  }
}
