package dev.maybefork.bench;

import dev.maybefork.agent.AgentService;

/** The program that {@link StartupBenchmark} starts: it does next to nothing. */
public final class Hello {
  private Hello() {}

  /**
   * Ends with an exit code other than 0 if the agent's report on its hooks doesn't begin with the
   * first argument.
   *
   * @param args the argument, or none
   */
  public static void main(String[] args) {
    if (args.length == 1 && !String.valueOf(AgentService.hooks()).startsWith(args[0])) {
      throw new AssertionError(AgentService.hooks());
    }
  }
}
