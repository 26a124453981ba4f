package dev.maybefork.report.model;

import java.util.Map;

/**
 * What became of the bodies that the library ran while the recording lasted.
 *
 * @param used whether there is any trace of the library
 * @param exact whether the numbers are the library's own counters. If not they are a count of
 *     events, of which the recorder may have dropped some, and of inline bodies there are only
 *     those of loops and scopes
 * @param inline ended on their caller's time
 * @param forked blocked, and went on by themselves
 * @param held blocks that held their caller
 * @param handedOff run by another thread, while their caller waited
 * @param forks those that forked, by what they waited for
 * @param heldBlocks the blocks that held a caller, by what they waited for
 * @param handOffs those handed off, by the reason
 */
public record Bodies(
    boolean used,
    boolean exact,
    long inline,
    long forked,
    long held,
    long handedOff,
    Map<String, Long> forks,
    Map<String, Long> heldBlocks,
    Map<String, Long> handOffs) {}
