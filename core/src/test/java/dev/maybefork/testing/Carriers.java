package dev.maybefork.testing;

/** The platform threads that run virtual ones. */
public final class Carriers {
  private Carriers() {}

  /** The name of the one that runs the current virtual thread. */
  public static String current() {
    String thread = Thread.currentThread().toString();
    return thread.substring(thread.lastIndexOf('@') + 1);
  }
}
