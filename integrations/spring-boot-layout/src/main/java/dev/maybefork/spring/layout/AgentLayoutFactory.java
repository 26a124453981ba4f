package dev.maybefork.spring.layout;

import java.io.File;
import java.util.Locale;
import org.springframework.boot.loader.tools.Layout;
import org.springframework.boot.loader.tools.LayoutFactory;
import org.springframework.boot.loader.tools.Layouts;

/**
 * Lays out executable jars as Spring Boot does, with the library where the JVM looks for agents. It
 * is enough that this jar is a dependency of {@code spring-boot-maven-plugin}: the plugin finds it
 * by its name. The jar's manifest then says {@code Launcher-Agent-Class:
 * dev.maybefork.agent.MaybeForkAgent} and {@code Can-Redefine-Classes: true}.
 *
 * <p>Other archives than jars are as Spring Boot lays them out.
 */
public final class AgentLayoutFactory implements LayoutFactory {
  /** By Spring Boot. */
  public AgentLayoutFactory() {}

  @Override
  public Layout getLayout(File source) {
    return source.getName().toLowerCase(Locale.ROOT).endsWith(".jar")
        ? new AgentLayout()
        : Layouts.forFile(source);
  }
}
