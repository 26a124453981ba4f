package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.MaybeFork;
import dev.maybefork.testing.JavaCommand;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packaged jar as {@code -javaagent}. */
@Tag("agent")
class AgentTest {
  @Test
  void itGivesTheInlineEngine() {
    assertThat(MaybeFork.engineStatus().engine()).isEqualTo("inline");
    assertThat(maybeFork(() -> "works").join()).isEqualTo("works");
  }

  /** As in a web application, whose class loader has a copy of its own. */
  @Test
  void alsoToACopyInAnotherClassLoader() throws Exception {
    URL jar = JavaCommand.JAR.toUri().toURL();
    // no parent: the platform's own loader knows the modules of the application's
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar}, null)) {
      Class<?> copy = loader.loadClass(MaybeFork.class.getName());
      assertThat(copy).isNotSameAs(MaybeFork.class);
      Object status = copy.getMethod("engineStatus").invoke(null);
      assertThat(status).asString().contains("engine=inline");
    }
  }
}
