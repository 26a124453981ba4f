package dev.maybefork.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.FileDescriptor;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The classes of the JDK as the agent has left them. */
@Tag("agent")
class HooksTest {
  static Set<Site> sites() {
    return Site.of(Runtime.version().feature());
  }

  @Test
  void noSiteIsMissing() {
    assertThat(AgentService.hooks()).isEqualTo("all of " + sites().size());
  }

  /** Another agent that retransforms the class is shown our version, so the hooks survive it. */
  @ParameterizedTest
  @MethodSource("sites")
  void eachSiteIsHookedInTheRunningJvm(Site site) throws Exception {
    for (MethodModel method : shownToOthers(Class.forName(site.type, false, null)).methods()) {
      if (method.methodName().equalsString(site.method)
          && method.methodType().equalsString(site.descriptor)) {
        assertThat(firstInstruction(method)).isEqualTo("jdk/internal/misc/MaybeForkHook.isChild");
        return;
      }
    }
    fail(site + " is missing");
  }

  @Test
  void aSecondAgentChangesNothing() throws Exception {
    assertThat(new Hooks(instrumentation()).install())
        .isEqualTo("installed by another copy of the agent");
  }

  @Test
  void whereAnotherAgentHasTakenAHookAwayItIsNamed() throws Exception {
    Class<?> type = FileDescriptor.class;
    byte[] hooked = shownToOthersAsBytes(type);
    new FileDescriptor(); // so that it's initialised
    assertThat(AgentService.silentHooks()).isEmpty();
    try (InputStream original = type.getResourceAsStream("FileDescriptor.class")) {
      instrumentation().redefineClasses(new ClassDefinition(type, original.readAllBytes()));
      assertThat(AgentService.silentHooks())
          .containsExactlyInAnyOrder(
              "java.io.FileDescriptor.sync()V", "java.io.FileDescriptor.close()V");
    } finally {
      instrumentation().redefineClasses(new ClassDefinition(type, hooked));
    }
    assertThat(AgentService.silentHooks()).isEmpty();
  }

  /** The verifier does not look at the JDK's own classes unless told to. */
  @Test
  void theHooksVerifyAndAreSilent() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+BytecodeVerificationLocal",
                "-Xshare:auto",
                "-javaagent:" + Path.of("target", "maybefork-0.1.0-SNAPSHOT.jar"),
                "-Xlog:all=warning:stdout",
                "--list-modules")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.lines()).allMatch(line -> line.startsWith("j"));
  }

  private static String firstInstruction(MethodModel method) {
    for (CodeElement element : method.code().orElseThrow()) {
      if (element instanceof InvokeInstruction call) {
        return call.owner().asInternalName() + "." + call.name();
      }
      if (element instanceof Instruction) {
        break;
      }
    }
    return "";
  }

  private static ClassModel shownToOthers(Class<?> type) throws Exception {
    return ClassFile.of().parse(shownToOthersAsBytes(type));
  }

  private static byte[] shownToOthersAsBytes(Class<?> type) throws Exception {
    byte[][] shown = new byte[1][];
    ClassFileTransformer spy =
        new ClassFileTransformer() {
          @Override
          public byte @Nullable [] transform(
              Module module,
              @Nullable ClassLoader loader,
              String name,
              @Nullable Class<?> redefined,
              @Nullable ProtectionDomain domain,
              byte[] bytes) {
            if (redefined == type) {
              shown[0] = bytes;
            }
            return null;
          }
        };
    Instrumentation instrumentation = instrumentation();
    instrumentation.addTransformer(spy, /* canRetransform= */ true);
    try {
      instrumentation.retransformClasses(type);
    } finally {
      instrumentation.removeTransformer(spy);
    }
    return shown[0];
  }

  private static Instrumentation instrumentation() throws Exception {
    return SpyAgent.load();
  }
}
