package dev.maybefork.report.model;

import java.util.List;

/**
 * Who blocked when: a sample, if there is too much of it.
 *
 * @param lanes the rows, callers with their children's rows below them
 * @param spans what is drawn in the rows
 * @param all how many spans there were to draw
 */
public record Timeline(List<Lane> lanes, List<Span> spans, long all) {
  /**
   * A row.
   *
   * @param name the thread's
   * @param child whether it is for the children of the caller above
   */
  public record Lane(String name, boolean child) {}

  /**
   * A block, or the life of a forked body after its fork.
   *
   * @param lane the index of its row
   * @param caller for a fork the index of its caller's row, else -1
   * @param start when it began
   * @param nanos how long it took
   * @param inline for a fork how long the body had run in its caller's row
   * @param blocked how much of it was blocked
   * @param site the index of its site
   * @param stack the index of its stack
   */
  public record Span(
      int lane,
      int caller,
      long start,
      long nanos,
      long inline,
      long blocked,
      int site,
      int stack) {}
}
