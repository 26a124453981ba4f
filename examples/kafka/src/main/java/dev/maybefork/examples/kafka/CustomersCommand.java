package dev.maybefork.examples.kafka;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** The customers' service, for as long as its standard input is open. */
@Command(
    name = "customers",
    description = "The slow service of customers' names: runs until its standard input ends.",
    mixinStandardHelpOptions = true)
final class CustomersCommand implements Callable<Integer> {
  @Option(
      names = "--delay",
      defaultValue = "PT0.001S",
      description = "How long an answer takes. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Duration delay;

  /** The name of any customer. */
  static String name(String id) {
    return "Customer " + id;
  }

  @Override
  public Integer call() throws Exception {
    CustomerService.Naming slow =
        id -> {
          Thread.sleep(delay);
          return name(id);
        };
    try (CustomerService service = new CustomerService(slow)) {
      System.out.println("127.0.0.1:" + service.address().getPort());
      OwnProcess.awaitEnd();
    }
    return ExitCode.OK;
  }
}
