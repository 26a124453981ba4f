package dev.maybefork.report.model;

import java.time.Instant;

/**
 * Where a recording comes from.
 *
 * @param program the main class or jar, and its arguments; empty if the recording has none
 * @param file the name of the recording's file
 * @param start when its first event was
 * @param nanos from its first event to its last
 * @param java the VM that ran the program; empty if the recording doesn't say
 * @param pid the process, or 0
 * @param events how many events it has, of all kinds
 */
public record Source(
    String program, String file, Instant start, long nanos, String java, long pid, long events) {}
