/**
 * A JUnit Jupiter extension that runs a test under every schedule of its forks: see {@link
 * dev.maybefork.junit.ForkSchedules}.
 */
@org.jspecify.annotations.NullMarked
module dev.maybefork.junit {
  requires dev.maybefork;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports dev.maybefork.junit;

  // for JUnit, which makes the extension
  opens dev.maybefork.junit to
      org.junit.platform.commons;
}
