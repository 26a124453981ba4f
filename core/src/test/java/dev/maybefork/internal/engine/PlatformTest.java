package dev.maybefork.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the inline engine is trusted: the table of docs/new-jdk.md. */
class PlatformTest {
  private static final String HOTSPOT = "OpenJDK 64-Bit Server VM 25.0.3+9-LTS";

  @ParameterizedTest
  @CsvSource({
    "Linux amd64, 25, VERIFIED",
    "Linux amd64, 28, VERIFIED",
    "Linux amd64, 29, UNKNOWN",
    "Linux aarch64, 25, VERIFIED",
    "Linux aarch64, 26, UNKNOWN",
    "Linux riscv64, 25, UNKNOWN",
    "Mac OS X x86_64, 25, NEVER_RUN",
    "Mac OS X aarch64, 28, NEVER_RUN",
    "Mac OS X aarch64, 29, UNKNOWN",
    "Windows 11 amd64, 25, WRONG",
    "Windows Server 2025 aarch64, 29, WRONG",
    "FreeBSD amd64, 25, UNKNOWN",
  })
  void systemsAndReleases(String system, int release, Platform expected) {
    assertThat(Platform.of(HOTSPOT, system, release)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "OpenJDK 64-Bit Server VM 25+37-jvmci-b01, UNKNOWN",
    "Java HotSpot(TM) 64-Bit Server VM 25+37-LTS, VERIFIED",
    "Eclipse OpenJ9 VM openj9-0.55.0, UNKNOWN",
  })
  void otherVms(String vm, Platform expected) {
    assertThat(Platform.of(vm, "Linux amd64", 25)).isEqualTo(expected);
  }

  @Test
  void whatIsUnknownMayBeAskedForAndWhatIsWrongMayNot() {
    assertThat(Platform.UNKNOWN.obstacle(/* asked= */ false)).contains("is not verified on");
    assertThat(Platform.UNKNOWN.obstacle(/* asked= */ true)).isNull();
    assertThat(Platform.NEVER_RUN.obstacle(/* asked= */ false)).isNull();
    assertThat(Platform.WRONG.obstacle(/* asked= */ true)).contains("would get lost");
  }
}
