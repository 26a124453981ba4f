package dev.maybefork.report.model;

import java.util.Map;

/**
 * Where the time of blocks went, summed over all threads.
 *
 * @param forked what forked bodies took from their forks to their ends, where both were recorded
 * @param judged the part of {@code forked} whose callers' waits are in the recording
 * @param overlapped the part of {@code judged} in which their callers did not wait for them
 * @param carrierWait the part of {@code forked} in which they waited for a carrier
 * @param held what blocks that held a caller took
 * @param blocked what the program's own blocks took, outside of bodies
 * @param idle what threads took that waited for work
 * @param gain of {@code blocked} what forking would have saved, by a guess
 * @param byKind {@code forked}, {@code held} and {@code blocked} by what was waited for
 */
public record Waits(
    long forked,
    long judged,
    long overlapped,
    long carrierWait,
    long held,
    long blocked,
    long idle,
    long gain,
    Map<String, Long> byKind) {}
