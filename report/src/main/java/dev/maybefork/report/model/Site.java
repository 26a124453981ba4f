package dev.maybefork.report.model;

/**
 * A place in the program that blocks.
 *
 * @param location the innermost frame that is neither the JDK's nor the library's
 * @param kind what is waited for: a {@code BlockKind}, or {@code NATIVE}
 * @param way what the blocks did to their threads
 * @param count how many blocks were recorded
 * @param timed of how many of them it is known how long they took
 * @param total how long they took
 * @param p50 the median of them
 * @param p99 99 of 100 took no longer
 * @param longest the longest of them
 * @param judged how long forked bodies took whose callers' waits are in the recording
 * @param overlapped the part of that in which their callers did not wait for them
 * @param gain what forking would have saved, by a guess: only of {@link Way#BLOCKED}
 * @param quick blocks so short that they were none; -1 where the recording leaves short ones out
 * @param threads how many threads came here
 * @param stack an example
 */
public record Site(
    String location,
    String kind,
    Way way,
    long count,
    long timed,
    long total,
    long p50,
    long p99,
    long longest,
    long judged,
    long overlapped,
    long gain,
    long quick,
    int threads,
    int stack) {}
