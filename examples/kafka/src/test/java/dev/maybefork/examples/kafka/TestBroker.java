package dev.maybefork.examples.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** The broker of all tests. Its process ends with this JVM. */
final class TestBroker {
  /** For consumers: the broker doesn't keep them waiting when there is nothing. */
  static final Map<String, String> AT_ONCE = Map.of("fetch.max.wait.ms", "20");

  private static final Clients CLIENTS = start();
  private static final Admin ADMIN = CLIENTS.admin();

  private TestBroker() {}

  @SuppressWarnings("resource") // it is closed by the end of this JVM
  private static Clients start() {
    try {
      return new Clients(OwnProcess.start("broker").address());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Clients clients() {
    return CLIENTS;
  }

  /** Not to be closed. */
  static Admin admin() {
    return ADMIN;
  }
}
