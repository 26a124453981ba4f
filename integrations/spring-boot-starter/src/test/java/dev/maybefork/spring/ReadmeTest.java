package dev.maybefork.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What the README has people copy is what the tests run. */
class ReadmeTest {
  private static final Path EXAMPLE = Path.of("../../examples/spring-boot");
  private static final Path METADATA =
      Path.of("target/classes/META-INF/spring-configuration-metadata.json");

  private static List<String> snippets(String language) throws IOException {
    List<String> snippets =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")))
            .results()
            .map((MatchResult match) -> match.group(1))
            .toList();
    assertThat(snippets).isNotEmpty();
    return snippets;
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s", "");
  }

  @Test
  void xmlIsThatOfTheExample() throws IOException {
    String pom = withoutSpace(Files.readString(EXAMPLE.resolve("pom.xml")));
    for (String snippet : snippets("xml")) {
      assertThat(pom).contains(withoutSpace(snippet));
    }
  }

  @Test
  void javaIsThatOfTheExample() throws IOException {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.walk(EXAMPLE.resolve("src/main/java"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sources.append(Files.readString(file));
      }
    }
    for (String snippet : snippets("java")) {
      assertThat(withoutSpace(sources.toString())).contains(withoutSpace(snippet));
    }
  }

  private static Properties properties() throws IOException {
    Properties properties = new Properties();
    for (String snippet : snippets("properties")) {
      properties.load(new StringReader(snippet));
    }
    return properties;
  }

  @Test
  void propertiesAreUnderstood() throws IOException {
    String[] pairs =
        properties().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .toArray(String[]::new);
    Properties before = (Properties) System.getProperties().clone();
    try {
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  TaskExecutionAutoConfiguration.class, MaybeForkAutoConfiguration.class))
          .withPropertyValues(pairs)
          .run(context -> assertThat(context).hasSingleBean(MaybeForkProperties.class));
    } finally {
      System.setProperties(before); // some of them are the JVM's now
    }
  }

  /** And IDEs know all of them, with a description and the default. */
  @Test
  void propertiesAreInTheMetadata() throws IOException {
    String metadata = Files.readString(METADATA);
    assertThat(properties().stringPropertyNames())
        .filteredOn(name -> name.startsWith("maybefork."))
        .hasSize(MaybeForkProperties.class.getRecordComponents().length)
        .allSatisfy(name -> assertThat(metadata).contains("\"name\": \"" + name + "\""));
    assertThat(metadata)
        .contains("how long a task may hold the thread", "\"defaultValue\": \"1ms\"");
  }
}
