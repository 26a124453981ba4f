package dev.maybefork.bench.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  private static final Run RUN =
      new Run("2026-01-02", "abc", "./maybefork bench", 3, false, "M", "J", "0.1", "ours");

  @TempDir private Path folder;

  private static Figure figure(String column, String peer, String unit, Double... samples) {
    return new Figure("body", "virtual caller", "", column, peer, unit, List.of(samples));
  }

  private static String tables(Figure... figures) {
    return Tables.of(List.of(figures), "ours");
  }

  @Test
  void theMedianIsTheMiddleOrBetweenTheTwo() {
    assertThat(figure("", "a", "ns", 9.0, 1.0, 2.0).median()).isEqualTo(2);
    assertThat(figure("", "a", "ns", 9.0, 1.0, 2.0, 4.0).median()).isEqualTo(3);
    assertThatThrownBy(() -> figure("", "a", "ns")).hasMessageContaining("nothing was measured");
  }

  @Test
  void aNumberHasThreeDigits() {
    assertThat(Stream.of(0.0, 0.5123, 28.06, 125.4, 28_345.0, 1_000_000.0).map(Numbers::format))
        .containsExactly("0", "0.512", "28.1", "125", "28,300", "1,000,000");
    assertThat(Numbers.rounded(28_345)).isEqualTo(28_300);
    assertThat(Stream.of(0.0, 0.0042, 0.868, 4.44, 4_444.4).map(Numbers::ratio))
        .containsExactly("0", "0.004", "0.87", "4.4", "4,444");
  }

  @Test
  void aTableHasMediansSpreadsAndRatios() {
    String table =
        tables(
            figure("0 %", "ours", "ns", 100.0, 120.0, 110.0),
            figure("0 %", "theirs", "ns", 440.0, 430.0, 450.0),
            figure("5 %", "theirs", "ns", 7.0));
    assertThat(table.lines())
        .containsExactly(
            "| virtual caller, ns | 0 % | 5 % |",
            "|---|---|---|",
            "| **ours** | **110 [100–120]** | – |",
            "| theirs | 440 [430–450], 4.0× | 7 |");
  }

  @Test
  void whatHasAnotherUnitIsAnotherTable() {
    String table = tables(figure("a", "ours", "ns", 1.0), figure("a", "ours", "bytes", 2.0));
    assertThat(table.lines())
        .contains("| virtual caller, ns | a |", "", "| virtual caller, bytes | a |");
  }

  @Test
  void aNameCanNotBreakATable() {
    assertThat(tables(figure("a|b", "x<y>|z\\", "ns", 1.0)))
        .contains("| a\\|b |", "| x&lt;y>\\|z\\\\ |");
  }

  @Test
  void onlyWhatIsClearlyBetterIsALoss() {
    List<Figure> figures =
        List.of(
            figure("0 %", "ours", "ns", 100.0, 110.0),
            figure("0 %", "clear", "ns", 50.0, 55.0),
            figure("0 %", "overlapping", "ns", 50.0, 105.0),
            figure("0 %", "worse", "ns", 200.0),
            figure("5 %", "clear", "ns", 1.0));
    assertThat(Losses.of(figures, "ours"))
        .isEqualTo("**It loses** against\n\n- clear: 2.0 times (0 %, virtual caller)");
    assertThat(Losses.of(figures, "clear")).contains("In no case").contains("clear");
  }

  @Test
  void ofARateMoreIsBetter() {
    List<Figure> figures =
        List.of(figure("", "ours", "calls/s", 100.0), figure("", "theirs", "calls/s", 300.0));
    assertThat(Losses.of(figures, "ours")).contains("theirs: 3.0 times");
    assertThat(Losses.of(figures, "theirs")).contains("In no case");
  }

  @Test
  void aTemplateIsFilled() {
    Results results = new Results(Map.of("body", RUN), List.of(figure("a", "ours", "ns", 1.0)));
    String page = Page.filled("{{machine}}\n{{run|body}}\n{{tables|loop}}{{run|loop}}", results);
    assertThat(page)
        .isEqualTo(
            """
            - M
            - J
            - the machine's load when it began: 0.1
            Measured on 2026-01-02, commit abc, in 3 rounds, by `./maybefork bench`.
            Not measured yet.\
            """);
  }

  @Test
  void aPartialRunLeavesTheOthersAsTheyWere() throws IOException {
    Figure loop = new Figure("loop", "", "", "a \"b\" <c>", "ours", "ns", List.of(1.5));
    Results first =
        new Results(
            Map.of("body", RUN, "loop", RUN), List.of(figure("a", "ours", "ns", 1.0), loop));
    Figure newer = figure("b", "ours", "ns", 2.0);
    Path file = folder.resolve("new/results.json");
    first.with(new Results(Map.of("body", RUN), List.of(newer))).write(file);
    assertThat(Results.read(file).figures()).containsExactly(loop, newer);
    assertThat(Results.read(file).runs()).containsOnlyKeys("body", "loop");
    assertThat(Results.read(folder.resolve("none.json"))).isEqualTo(Results.none());
  }

  @Test
  void thePageThatIsShippedShowsItsPlots() throws IOException {
    Figure body = new Figure("body", "", "", "platform caller", "a & <b>", "ns", List.of(1.0, 3.0));
    Figure ours = new Figure("body", "", "", "platform caller", "ours", "ns", List.of(900.0));
    Path file = folder.resolve("docs/page.md");
    Results results = new Results(Map.of("body", RUN), List.of(body, ours));
    assertThat(Page.write(results, file)).isNull();
    assertThat(file).content().contains("](images/bench-body.svg)", "| a & &lt;b> |");
    Path plot = folder.resolve("docs/images/bench-body.svg");
    assertThat(plot).content().startsWith("<svg").contains("a &amp; &lt;b&gt;", "sans-serif");
    String before = Files.readString(plot);
    assertThat(Page.write(results, file)).isNull();
    assertThat(plot).content().isEqualTo(before);
  }
}
