package dev.maybefork.report.model;

/**
 * Text of a recording, made fit for eyes. Names of threads, classes and files are whatever somebody
 * chose: what can't be seen, or turns round or hides what stands beside it, is shown as its number.
 */
public final class Visible {
  /** Longer names than anybody reads. */
  private static final int MAX_LENGTH = 400;

  private Visible() {}

  /**
   * The text without control characters, marks of direction, halves of pairs and the like.
   *
   * @param text any text
   * @return the text if it was fit, else one with a backslash, a u and four digits for each of
   *     these
   */
  public static String of(String text) {
    if (text.length() <= MAX_LENGTH && text.codePoints().allMatch(Visible::isVisible)) {
      return text;
    }
    StringBuilder visible = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (visible.length() >= MAX_LENGTH) {
        return visible.append('…').toString();
      }
      if (isVisible(point)) {
        visible.appendCodePoint(point);
      } else {
        visible.append(String.format("\\u%04x", point));
      }
      i += Character.charCount(point);
    }
    return visible.toString();
  }

  private static boolean isVisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
