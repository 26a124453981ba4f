package dev.maybefork.agent;

import com.sun.tools.attach.VirtualMachine;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** Another agent in the JVM of the tests. The library's keeps no Instrumentation for others. */
public final class SpyAgent {
  private static volatile @Nullable Instrumentation instrumentation;

  private SpyAgent() {}

  /** Called by the JVM. */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    SpyAgent.instrumentation = instrumentation;
  }

  /** This JVM gets this agent, if it has not got it yet. */
  public static Instrumentation load() throws Exception {
    if (instrumentation == null) {
      Path jar = Files.createTempFile("spy", ".jar");
      try (OutputStream out = Files.newOutputStream(jar)) {
        new JarOutputStream(out, manifest()).close();
        loadIntoThisJvm(jar);
      } finally {
        Files.delete(jar);
      }
    }
    return Objects.requireNonNull(instrumentation);
  }

  /** This JVM gets an agent, as it may from outside at any time. */
  public static void loadIntoThisJvm(Path jar) throws Exception {
    VirtualMachine self = VirtualMachine.attach(String.valueOf(ProcessHandle.current().pid()));
    try {
      self.loadAgent(jar.toString());
    } finally {
      self.detach();
    }
  }

  private static Manifest manifest() {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Agent-Class", SpyAgent.class.getName());
    attributes.putValue("Can-Redefine-Classes", "true");
    attributes.putValue("Can-Retransform-Classes", "true");
    return manifest;
  }
}
