package dev.maybefork.examples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableAsync;

/** The application. With {@code --measure} it prints what submitting a task costs, and ends. */
@EnableAsync
@SpringBootApplication(proxyBeanMethods = false)
public class Application {
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals("--measure")) {
      SubmitCosts.print(System.out);
      return;
    }
    SpringApplication.run(Application.class, arguments);
  }
}
