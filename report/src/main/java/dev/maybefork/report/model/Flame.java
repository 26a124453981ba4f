package dev.maybefork.report.model;

import java.util.List;

/**
 * A frame, and what was called from it.
 *
 * @param frame its method, without the line
 * @param nanos how long blocks took in it and in what it called
 * @param blocks how many
 * @param called the frames it called, the longest first
 */
public record Flame(String frame, long nanos, long blocks, List<Flame> called) {}
