package dev.maybefork.testing;

import dev.maybefork.MaybeFork;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's executor of virtual threads, and the one that keeps all that it keeps. */
public enum ExecutorMaker {
  JDK,
  OURS;

  public ExecutorService open() {
    return switch (this) {
      case JDK -> Executors.newVirtualThreadPerTaskExecutor();
      case OURS -> MaybeFork.executor();
    };
  }
}
