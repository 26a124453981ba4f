package dev.maybefork.cli;

import static dev.maybefork.MaybeFork.maybeFork;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The programs that {@link RunTest} and {@link TopTest} run. */
final class RecordedMain {
  private RecordedMain() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "echo" -> {
        System.out.println("heard " + line());
        System.exit(7);
      }
      case "fails" -> throw new IllegalStateException("as it must");
      case "waits" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("bye")));
        forks();
        System.out.println("ready");
        String _ = line();
        System.out.println("goes");
      }
      case "forks" -> {
        System.out.println("ready");
        while (System.in.available() == 0) {
          forks();
        }
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static String line() throws Exception {
    return String.valueOf(
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine());
  }

  private static void forks() {
    for (int i = 0; i < 100; i++) {
      maybeFork(() -> "inline").join();
    }
    maybeFork(RecordedMain::sleeps).join();
  }

  private static void sleeps() throws InterruptedException {
    Thread.sleep(30);
  }
}
