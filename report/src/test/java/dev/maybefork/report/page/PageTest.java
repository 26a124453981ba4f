package dev.maybefork.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.report.HostileRecording;
import dev.maybefork.report.Reports;
import dev.maybefork.report.model.Report;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the file of a page. What a browser makes of it: {@code BrowserTest}. */
class PageTest {
  @TempDir private static Path folder;
  private static String html = "";

  @BeforeAll
  static void makePage() throws Exception {
    Report report = Reports.read(HostileRecording.in(folder));
    html = Page.of(report);
  }

  @Test
  void namesCannotEndTheScript() {
    assertThat(html).doesNotContain("alert(1)</script>");
    assertThat(html.split("</script>", -1)).hasSize(3); // the data's, and the page's own
    assertThat(html).contains("\\u003c/script\\u003e");
  }

  @Test
  void noCharacterTurnsTheTextRoundOrHides() {
    String data = html.substring(html.indexOf("id=\"data\">"), html.lastIndexOf("<script>"));
    assertThat(data).matches("(?s)[ -~\\n]*");
    assertThat(data).doesNotContain("\\u202e").doesNotContain("\\u0007");
    assertThat(data).contains("\\u005cu202e"); // as text that can be seen
  }

  @Test
  void aNameThatIsAPlaceOfTheTemplateIsText() {
    assertThat(html).contains("@SCRIPT@").doesNotContain("@STYLE@");
  }

  @Test
  void nothingIsLoadedFromAnywhere() {
    assertThat(html)
        .contains("default-src 'none'")
        .doesNotContain("unsafe-inline")
        .doesNotContain("http://")
        .doesNotContain("https://")
        .doesNotContain("innerHTML")
        .doesNotContain(" style=\"")
        .doesNotContain(" onclick=");
  }
}
