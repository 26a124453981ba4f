package dev.maybefork.bench.service;

import java.io.IOException;

/** The process that started this one, and that holds the other end of its standard input. */
public final class Parent {
  private Parent() {}

  /** From now on this process ends when that one does, however it ends. */
  public static void endWithIt() {
    Thread.ofPlatform().daemon().name("parent").start(Parent::awaitEnd);
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // nothing is sent
      }
    } catch (IOException gone) {
      // as well
    }
    Runtime.getRuntime().halt(3);
  }
}
