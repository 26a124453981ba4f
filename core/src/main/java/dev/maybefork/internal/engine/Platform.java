package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.JavaBase;
import org.jspecify.annotations.Nullable;

/**
 * The JVM and the system at hand, and what is known of the inline engine on their like. Why so:
 * decision 18.
 */
enum Platform {
  /** The project's own tests run there, natively or emulated: the self-test suffices. */
  VERIFIED,

  /** Nobody has run it there, and nothing is known against it: it takes the longer self-test. */
  NEVER_RUN,

  /** It may be tried if somebody asks for it. */
  UNKNOWN,

  /** It would be wrong there, whoever asks for it. */
  WRONG;

  /** The one release that was tried on aarch64: by emulation, see docs/memory-order.md. */
  private static final int ON_AARCH64 = 25;

  /** Of this JVM. */
  static Platform current() {
    return of(vm(), system(), Runtime.version().feature());
  }

  /**
   * Of any.
   *
   * @param vm as {@link #vm} has it
   * @param system as {@link #system} has it
   */
  static Platform of(String vm, String system, int release) {
    if (system.startsWith("Windows")) {
      return WRONG;
    }
    boolean known =
        JavaBase.knows(release)
            && (vm.contains("OpenJDK") || vm.contains("HotSpot"))
            && !vm.contains("jvmci"); // another compiler, which may not know ChangesCurrentThread
    if (!known) {
      return UNKNOWN;
    }
    if (system.equals("Linux amd64") || (system.equals("Linux aarch64") && release == ON_AARCH64)) {
      return VERIFIED;
    }
    boolean isMac = system.equals("Mac OS X x86_64") || system.equals("Mac OS X aarch64");
    return isMac ? NEVER_RUN : UNKNOWN;
  }

  /** Its name and version. */
  static String vm() {
    return System.getProperty("java.vm.name", "") + " " + System.getProperty("java.vm.version");
  }

  /** The operating system and the processor. */
  static String system() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }

  /** Why the inline engine may not be tried, for people; null if it may. */
  @Nullable String obstacle(boolean asked) {
    if (this == WRONG) {
      return "an interrupt of a caller would get lost on " + system();
    }
    return this == UNKNOWN && !asked
        ? "the inline engine is not verified on " + vm() + " on " + system()
        : null;
  }
}
