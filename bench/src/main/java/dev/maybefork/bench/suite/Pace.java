package dev.maybefork.bench.suite;

/**
 * How long a benchmark is run for.
 *
 * @param warmUps before anything is measured
 * @param warmMillis each
 * @param samples that are taken
 * @param millis each
 */
record Pace(int warmUps, int warmMillis, int samples, int millis) {}
