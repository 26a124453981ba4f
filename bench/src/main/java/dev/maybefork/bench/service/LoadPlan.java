package dev.maybefork.bench.service;

import com.google.gson.Gson;
import java.util.List;

/**
 * What a load process does, one setting after the other.
 *
 * @param port of the server
 * @param server its process
 * @param warmMillis of load, before anything is measured; up to five times that,
 * @param warmRequests until so many were answered
 * @param millis of load that is measured, for each setting
 * @param settings how it loads the server
 */
public record LoadPlan(
    int port,
    long server,
    long warmMillis,
    long warmRequests,
    long millis,
    List<Setting> settings) {
  /**
   * One way to load a server.
   *
   * @param connections to the server
   * @param inFlight requests under way at any time, over all connections
   * @param hits of a hundred look-ups, how many don't block
   */
  public record Setting(int connections, int inFlight, double hits) {}

  /**
   * As one argument of a program.
   *
   * @return the argument
   */
  public String toJson() {
    return new Gson().toJson(this);
  }

  static LoadPlan of(String json) {
    return new Gson().fromJson(json, LoadPlan.class);
  }
}
