package dev.maybefork.report.model;

/**
 * Something that takes the profit out of forking.
 *
 * @param topic what it is, in a word or two
 * @param location where
 * @param detail what was seen there
 * @param count how often
 * @param total how long in all; 0 if that is not known
 * @param longest the longest
 * @param advice what to do about it
 * @param stack an example, or -1
 */
public record Hazard(
    String topic,
    String location,
    String detail,
    long count,
    long total,
    long longest,
    String advice,
    int stack) {}
