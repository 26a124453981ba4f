package dev.maybefork.bench.service;

import com.google.gson.Gson;

/**
 * What a load process has seen under one setting.
 *
 * @param setting how the server was loaded
 * @param requests that were answered
 * @param seconds in which they were
 * @param p50 the median of their times, in microseconds
 * @param p99 that 99 of 100 took no longer than, in microseconds
 * @param serverCpu that the server used for one, in microseconds
 * @param loadCpu that the load process used for one, in microseconds
 */
public record LoadReport(
    LoadPlan.Setting setting,
    long requests,
    double seconds,
    double p50,
    double p99,
    double serverCpu,
    double loadCpu) {
  /**
   * Requests that were answered in a second.
   *
   * @return the number
   */
  public double throughput() {
    return requests / seconds;
  }

  /**
   * As one line.
   *
   * @return the line
   */
  public String toJson() {
    return new Gson().toJson(this);
  }

  /**
   * From such a line.
   *
   * @param json the line
   * @return the report
   */
  public static LoadReport of(String json) {
    return new Gson().fromJson(json, LoadReport.class);
  }
}
