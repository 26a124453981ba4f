package dev.maybefork.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** What a person reads who got a property wrong. */
class BadPropertiesTest {
  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(MaybeForkAutoConfiguration.class)
  static class Application {}

  private static String failure(String property) {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream captured = new PrintStream(printed, true, UTF_8)) {
      System.setOut(captured);
      SpringApplication application = new SpringApplication(Application.class);
      application.setWebApplicationType(WebApplicationType.NONE);
      application
          .run("--maybefork.enabled=true", "--spring.main.banner-mode=off", property)
          .close();
      return "it started";
    } catch (RuntimeException e) {
      return printed.toString(UTF_8);
    } finally {
      System.setOut(out);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "maybefork.fork-after=soon | maybefork.fork-after | soon",
        "maybefork.fork-after=-5ms | maybefork.fork-after | 0 is without a limit",
        "maybefork.fork-on=sockets | maybefork.fork-on    | SOCKET",
        "maybefork.fork-on=        | maybefork.fork-on    | there is 'never'",
        "maybefork.helpers=0       | maybefork.helpers    | 1 or more",
        "maybefork.engine=fast     | maybefork.engine     | HANDOFF",
        "maybefork.context=perhaps | maybefork.context    | perhaps",
        "maybefork.enabled=perhaps | maybefork.enabled    | perhaps",
      })
  void aBadValueFailsAndIsNamed(String property, String name, String advice) {
    assertThat(failure("--" + property))
        .contains("APPLICATION FAILED TO START", name, advice)
        .doesNotContain("\tat "); // no stack trace to search
  }

  @Test
  void aGoodOneStarts() {
    assertThat(failure("--maybefork.fork-after=5ms")).isEqualTo("it started");
  }
}
