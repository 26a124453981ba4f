package dev.maybefork.internal.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a JDK lacks is seen on one: .ci/other-jdks. */
class JdkMembersTest {
  @Test
  void thisJdkHasAllThatIsNeeded() throws Exception {
    JdkMembers members = JdkMembers.check();
    assertThat(members.wrong()).isEmpty();
    assertThat(members.needed()).isGreaterThan(150);
  }
}
