package dev.maybefork.bench.suite;

import dev.maybefork.bench.Agent;
import dev.maybefork.bench.Flags;
import java.util.ArrayList;
import java.util.List;

/** The kinds of threads that call, and the JVMs in which they do. */
enum Caller {
  PLATFORM("platform caller", Flags.PLATFORM),
  VIRTUAL("virtual caller", Flags.VIRTUAL);

  private final String title;
  private final String flag;

  Caller(String title, String flag) {
    this.title = title;
    this.flag = flag;
  }

  /** All of them, or, for a quick run, the commonest. */
  static List<Caller> chosen(boolean quick) {
    return quick ? List.of(PLATFORM) : List.of(values());
  }

  String title() {
    return title;
  }

  /** A JVM as users run it: with the library's agent, and nobody else's. */
  static List<String> users(String... more) {
    List<String> options = new ArrayList<>(List.of(Agent.flag(), Flags.NATIVE_ACCESS));
    options.addAll(List.of(more));
    return options;
  }

  /** Such a JVM, whose benchmarks are called by this kind of thread. */
  List<String> jvm(String... more) {
    List<String> options = users(flag, Flags.EXPORT_VM);
    options.addAll(List.of(more));
    return options;
  }

  /** Another JVM, without the agent if it isn't given. */
  List<String> bareJvm(String... options) {
    List<String> all = new ArrayList<>(List.of(flag, Flags.EXPORT_VM, Flags.NATIVE_ACCESS));
    all.addAll(List.of(options));
    return all;
  }
}
