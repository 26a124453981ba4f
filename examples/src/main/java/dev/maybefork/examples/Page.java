package dev.maybefork.examples;

/**
 * A page that was loaded.
 *
 * @param number its number
 * @param text what is on it
 * @param forked whether it was loaded in a thread of its own; where nothing is opened, each is
 */
public record Page(int number, String text, boolean forked) {
  /** A page that the current thread has loaded. A thread of the library has a name once it forks. */
  static Page loaded(int number, String text) {
    return new Page(number, text, Thread.currentThread().getName().startsWith("maybefork-"));
  }
}
