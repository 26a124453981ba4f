package dev.maybefork.report.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maybefork.report.HostileRecording;
import dev.maybefork.report.MillionEvents;
import dev.maybefork.report.Recordings;
import dev.maybefork.report.Reports;
import dev.maybefork.report.programs.Forking;
import dev.maybefork.report.programs.Plain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The pages of real recordings, as a browser shows them and a person uses them. */
class BrowserTest {
  @TempDir private static Path folder;
  private static @Nullable Browser started;
  private static Path forking = Path.of("");
  private static Path plain = Path.of("");

  @SuppressWarnings("NullAway.Init") // before each test
  private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    Optional<Browser> found = Browser.start(folder.resolve("profile"));
    assumeTrue(
        found.isPresent(),
        "Not tested: the report in a browser, as there is no chromium with a chromedriver.");
    started = found.get();
    forking = page("forking", Recordings.ofForking(folder, Forking.class));
    plain = page("plain", Recordings.ofPlain(folder, Plain.class));
  }

  private static Path page(String name, Path recording) throws Exception {
    Path page = folder.resolve(name + ".html");
    Reports.write(Reports.read(recording), page);
    return page;
  }

  @AfterAll
  static void stop() {
    if (started != null) {
      started.close();
    }
  }

  @BeforeEach
  void wide() {
    browser = Objects.requireNonNull(started);
    browser.size(1280, 900);
    browser.prefer("light");
  }

  @AfterEach
  void theConsoleIsSilent() {
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void theFirstScreenSaysWhatBecameOfBodies() {
    browser.open(forking);
    assertThat(browser.text("#bodies-said")).contains("of 1,024 bodies").contains("20 bodies");
    assertThat(browser.text("#bodies-bars"))
        .containsIgnoringWhitespaces("ended inline 1,004", "forked 20");
    WebElement table = browser.element("#sites");
    assertThat(table.getRect().getY()).as("the table begins on it").isLessThan(850);
    assertThat(browser.elements("#bodies-bars .bar")).hasSizeGreaterThan(1);
  }

  @Test
  void sitesOpenFilterAndSort() {
    browser.open(forking);
    WebElement first = browser.element("#sites td.where button");
    assertThat(first.getText()).contains("needsItsCallersLock");
    first.click();
    assertThat(first.getDomAttribute("aria-expanded")).isEqualTo("true");
    assertThat(browser.text("#sites tr.detail")).contains("ReentrantLock.lock", "its caller");
    first.sendKeys(Keys.ENTER);
    assertThat(browser.elements("#sites tr.detail")).isEmpty();

    int all = browser.elements("#sites tbody tr").size();
    browser.element("#sites-filter").sendKeys("readsOneByte");
    assertThat(browser.elements("#sites tbody tr").size()).isPositive().isLessThan(all);
    assertThat(browser.text("#sites-said")).contains("site");
    browser.element("#sites-filter").sendKeys(" nothing is called so");
    assertThat(browser.text("#sites-said")).isEqualTo("No site to show");
    browser.element("#sites-filter").clear();
    browser.element("#sites-filter").sendKeys(Keys.SPACE, Keys.BACK_SPACE);

    WebElement count = browser.elements("#sites thead th").get(3);
    count.findElement(org.openqa.selenium.By.tagName("button")).click();
    assertThat(count.getDomAttribute("aria-sort")).isEqualTo("descending");
    assertThat(browser.text("#sites tbody tr")).contains("sleepsWhileItsCallerWorks");
  }

  @Test
  void theFlameGraphZoomsAndFinds() {
    browser.open(forking);
    WebElement canvas = browser.element("#flames");
    canvas.click();
    canvas.sendKeys(Keys.ESCAPE, Keys.ARROW_DOWN, Keys.ARROW_DOWN);
    assertThat(browser.text("#flames-at")).contains("blocked").doesNotStartWith("all");
    String before =
        String.valueOf(browser.run("return document.getElementById('flames').toDataURL()"));
    canvas.sendKeys(Keys.ARROW_DOWN, Keys.ENTER);
    assertThat(browser.run("return document.getElementById('flames').toDataURL()"))
        .isNotEqualTo(before);
    browser.element("#flames-reset").click();
    browser.element("#flames-search").sendKeys("sleepsBesideOthers");
    assertThat(browser.text("#flames-found")).matches(".*[1-9].* % of the blocked time.*");
    browser.element("#flames-search").sendKeys("nobody");
    assertThat(browser.text("#flames-found")).startsWith("0 %");
  }

  @Test
  void theTimelineZoomsAndTellsByKeyboard() {
    browser.open(forking);
    WebElement canvas = browser.element("#timeline");
    String whole =
        String.valueOf(browser.run("return document.getElementById('timeline').toDataURL()"));
    browser.element("#timeline-in").click();
    browser.element("#timeline-in").click();
    assertThat(browser.run("return document.getElementById('timeline').toDataURL()"))
        .isNotEqualTo(whole);
    canvas.sendKeys("0", Keys.ARROW_RIGHT);
    if (!browser.text("#timeline-at").contains("forked by main")) {
      canvas.sendKeys(Keys.ARROW_DOWN); // it was a block of main's own
    }
    String first = browser.text("#timeline-at");
    assertThat(first).contains("forked by main").contains("Forking.main:");
    canvas.sendKeys(Keys.ARROW_RIGHT);
    String right = browser.text("#timeline-at");
    canvas.sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
    assertThat(List.of(right, browser.text("#timeline-at"))) // it may be at one end of its row
        .anyMatch(text -> !text.equals(first));
    canvas.sendKeys("+", Keys.ARROW_DOWN);
    assertThat(browser.text("#timeline-at")).contains("forked by main");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void bothColorsAndNothingOverflows(String scheme) throws Exception {
    browser.prefer(scheme);
    for (Path page : List.of(forking, plain)) {
      String name = page.getFileName().toString().replace(".html", "");
      browser.open(page);
      boolean dark = String.valueOf(browser.run("return color('page')")).equals("#161719");
      assertThat(dark).isEqualTo(scheme.equals("dark"));
      browser.size(
          1280, ((Long) browser.run("return document.body.scrollHeight")).intValue() + 200);
      assertThat(browser.screenshot(name + "-" + scheme)).isNotEmptyFile();
      browser.size(500, 900);
      assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
          .isEqualTo(true);
      assertThat(browser.screenshot(name + "-" + scheme + "-narrow")).isNotEmptyFile();
      browser.size(1280, 900);
    }
  }

  @Test
  void whatIsNotForMouseAndEyeAloneHasAName() {
    browser.open(forking);
    assertThat(
            browser.run(
                "return [...document.querySelectorAll('input, button, canvas, [tabindex=\"0\"]')]"
                    + ".filter(e => !(e.labels?.length || e.textContent.trim() ||"
                    + " e.getAttribute('aria-label') || e.getAttribute('aria-labelledby')))"
                    + ".map(e => e.outerHTML)"))
        .isEqualTo(List.of());
    assertThat(browser.run("return document.documentElement.lang")).isEqualTo("en");
    assertThat(browser.run("return [...document.querySelectorAll('h1')].length")).isEqualTo(1L);
    assertThat(browser.pdf()).startsWith("JVBERi0"); // %PDF
  }

  @Test
  void hostileNamesAreText() throws Exception {
    browser.open(page("hostile", HostileRecording.in(folder)));
    assertThat(browser.run("return document.documentElement.dataset.ready")).isEqualTo("true");
    assertThat(browser.elements("img, iframe, object, link")).isEmpty();
    assertThat(browser.elements("script")).hasSize(2);
    assertThat(browser.text("#sites")).contains("</script><script>alert(1)</script>");
    assertThat(browser.text("#sites")).contains("\\u202e").doesNotContain("\u202e");
    browser.element("#timeline").sendKeys(Keys.ARROW_RIGHT);
    assertThat(browser.text("#timeline-at")).isNotEmpty();
    assertThat(browser.screenshot("hostile")).isNotEmptyFile();
  }

  /** What makes it quick; how quick that is depends on what else the machine does. */
  @Test
  void aMillionEventsAreASmallPage() throws Exception {
    Path page = folder.resolve("million.html");
    Reports.write(MillionEvents.report(folder), page);
    browser.open(page);
    assertThat(browser.run("return document.documentElement.dataset.ready")).isEqualTo("true");
    assertThat(browser.elements("*")).hasSizeBetween(100, 5_000);
    assertThat(browser.text("#timeline-said")).contains("A sample: 6,000 of 500,000");
    assertThat(Files.size(page)).isLessThan(2_000_000);
    assertThat(browser.screenshot("million")).isNotEmptyFile();
  }

  @Test
  void aProgramThatDoesNotKnowUsGetsItsOwnPicture() {
    browser.open(plain);
    assertThat(browser.text("#bodies-title")).isEqualTo("Where the time went");
    assertThat(browser.text("#bodies-said")).contains("maybeFork ran no bodies here");
    assertThat(browser.text("#gains-said")).contains("a guess");
    assertThat(browser.text("#gains tbody tr")).contains("Plain.fetch");
    assertThat(browser.text("#notes")).contains("shorter than 20 ms");
  }
}
