package dev.maybefork;

/** The platform threads that run virtual ones. */
final class Carriers {
  private Carriers() {}

  /** The name of the one that runs the current virtual thread. */
  static String current() {
    String thread = Thread.currentThread().toString();
    return thread.substring(thread.lastIndexOf('@') + 1);
  }
}
