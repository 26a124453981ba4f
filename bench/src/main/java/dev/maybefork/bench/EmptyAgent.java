package dev.maybefork.bench;

/** An agent that does nothing: what it costs is what any agent costs. */
public final class EmptyAgent {
  private EmptyAgent() {}

  /**
   * Called by the JVM.
   *
   * @param arguments not used
   */
  public static void premain(String arguments) {}
}
