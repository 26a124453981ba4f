package dev.maybefork.report.read;

import dev.maybefork.report.model.Flame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts stacks together to a tree, the outermost frames at its root. */
final class Flames {
  private static final int MAX_FRAMES = 4_000;
  private static final int MAX_DEPTH = 200;

  private static final class Node {
    final Map<String, Node> called = new LinkedHashMap<>();
    long nanos;
    long blocks;
  }

  private static final class Sum {
    long nanos;
    long blocks;
  }

  private final Map<Integer, Sum> byStack = new LinkedHashMap<>();

  void add(int stack, long nanos) {
    Sum sum = byStack.computeIfAbsent(stack, _ -> new Sum());
    sum.nanos += nanos;
    sum.blocks++;
  }

  /** The tree, without what is too small to be seen. */
  Flame tree(Stacks stacks) {
    Node root = new Node();
    byStack.forEach((stack, sum) -> grow(root, stacks.frames(stack), sum));
    return flame("all", root, least(root));
  }

  private static void grow(Node root, List<String> frames, Sum sum) {
    if (frames.isEmpty()) {
      return; // nobody knows where
    }
    Node node = root;
    add(node, sum);
    for (String frame : frames.reversed().subList(0, Math.min(frames.size(), MAX_DEPTH))) {
      node = node.called.computeIfAbsent(Frames.method(frame), _ -> new Node());
      add(node, sum);
    }
  }

  private static void add(Node node, Sum sum) {
    node.nanos += sum.nanos;
    node.blocks += sum.blocks;
  }

  /** What a frame must exceed to be one of so many; of equals at the limit none is shown. */
  private static long least(Node root) {
    List<Long> nanos = new ArrayList<>();
    collect(root, nanos);
    if (nanos.size() <= MAX_FRAMES) {
      return 0;
    }
    nanos.sort(Comparator.reverseOrder());
    return Math.max(1, nanos.get(MAX_FRAMES));
  }

  private static void collect(Node node, List<Long> nanos) {
    nanos.add(node.nanos);
    node.called.values().forEach(called -> collect(called, nanos));
  }

  private static Flame flame(String frame, Node node, long least) {
    List<Flame> called =
        node.called.entrySet().stream()
            .filter(each -> least == 0 || each.getValue().nanos > least)
            .map(each -> flame(each.getKey(), each.getValue(), least))
            .sorted(Comparator.comparingLong(Flame::nanos).thenComparing(Flame::frame).reversed())
            .toList();
    return new Flame(frame, node.nanos, node.blocks, called);
  }
}
