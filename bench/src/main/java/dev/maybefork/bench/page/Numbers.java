package dev.maybefork.bench.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers for people: as many digits as they are worth. */
public final class Numbers {
  private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_UP);

  private Numbers() {}

  /**
   * Rounds to three digits.
   *
   * @param number any
   * @return the nearest one of three digits
   */
  public static double rounded(double number) {
    return new BigDecimal(number).round(DIGITS).doubleValue();
  }

  /**
   * Such as {@code 0.512}, {@code 28.1}, {@code 28,300}.
   *
   * @param number any
   * @return three digits of it that count
   */
  public static String format(double number) {
    BigDecimal rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
    int decimals = Math.max(0, rounded.scale());
    return String.format(Locale.ROOT, "%,." + decimals + "f", rounded);
  }

  /** Such as {@code 125 [120–131]}. */
  static String withSpread(Figure figure) {
    String median = format(figure.median());
    return figure.samples().size() == 1
        ? median
        : median + " [" + format(figure.min()) + "–" + format(figure.max()) + "]";
  }

  /** Such as {@code 0.004}, {@code 0.87}, {@code 4.4}, {@code 368}. */
  static String ratio(double ratio) {
    String pattern = ratio < 0.1 ? "%.1g" : ratio < 1 ? "%.2f" : ratio < 10 ? "%.1f" : "%,.0f";
    return ratio == 0 ? "0" : String.format(Locale.ROOT, pattern, ratio);
  }
}
