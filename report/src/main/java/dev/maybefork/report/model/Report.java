package dev.maybefork.report.model;

import java.util.List;

/**
 * All that a page shows of one recording.
 *
 * @param source which program, and when
 * @param bodies what became of the bodies that the library ran
 * @param waits where the time went
 * @param sites where the program blocks, the longest in all first
 * @param stacks the stacks that sites and spans name by their index, innermost frame first
 * @param flames the stacks of all blocks, put together
 * @param timeline who blocked when
 * @param hazards what should not be, each with its advice
 * @param notes what the recording does not tell
 * @param isCutOff whether the file breaks off, so that there was more
 */
public record Report(
    Source source,
    Bodies bodies,
    Waits waits,
    List<Site> sites,
    List<List<String>> stacks,
    Flame flames,
    Timeline timeline,
    List<Hazard> hazards,
    List<String> notes,
    boolean isCutOff) {}
