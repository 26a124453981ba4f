package dev.maybefork.examples.spring;

import dev.maybefork.MaybeFork;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Pages of ten products, and one that takes its time. */
@RestController
class Pages {
  private static final int SIZE = 10;

  private final Products products;
  private final ObservationRegistry observations;

  Pages(Products products, ObservationRegistry observations) {
    this.products = products;
    this.observations = observations;
  }

  @GetMapping("/page/{number}")
  String page(@PathVariable int number) {
    List<CompletableFuture<String>> names =
        IntStream.range(0, SIZE).mapToObj(i -> products.name((number * SIZE + i) % 100)).toList();
    return names.stream().map(CompletableFuture::join).collect(Collectors.joining(", "));
  }

  /** Runs in a thread of the application's task executor; the request's own is free meanwhile. */
  @GetMapping("/slow/{millis}")
  Callable<String> slow(@PathVariable int millis) {
    return () -> {
      Thread.sleep(millis);
      boolean observed = observations.getCurrentObservation() != null; // that of the request
      return "by " + Thread.currentThread().getName() + (observed ? ", observed" : "");
    };
  }

  /** Which engine serves, and whether the application may touch what is private in the JDK. */
  @GetMapping("/engine")
  String engine() {
    boolean open = Object.class.getModule().isOpen("java.lang", Pages.class.getModule());
    return MaybeFork.engineStatus().engine() + (open ? ", open to all" : ", open to the library");
  }
}
