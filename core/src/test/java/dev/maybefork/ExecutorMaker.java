package dev.maybefork;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's executor of virtual threads, and the one that keeps all that it keeps. */
enum ExecutorMaker {
  JDK,
  OURS;

  ExecutorService open() {
    return switch (this) {
      case JDK -> Executors.newVirtualThreadPerTaskExecutor();
      case OURS -> MaybeFork.executor();
    };
  }
}
