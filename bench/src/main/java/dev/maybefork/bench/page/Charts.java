package dev.maybefork.bench.page;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.svg.SVGGraphics2D;

/** Plots of medians, as SVG on a white card, so that they are legible on any page. */
final class Charts {
  private static final int WIDTH = 820;
  private static final int LINES_HEIGHT = 400;
  private static final int ROW_HEIGHT = 26;
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
  private static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Color INK = new Color(0x33, 0x33, 0x33);
  private static final Color GRID = new Color(0xdd, 0xdd, 0xdd);

  /** Ours; the strongest colour. */
  private static final Color OURS = new Color(0xd6, 0x27, 0x28);

  /** For the others, legible on white and told apart by those who are colour-blind. */
  private static final List<Color> OTHERS =
      List.of(
          new Color(0x1f, 0x77, 0xb4),
          new Color(0x2c, 0xa0, 0x2c),
          new Color(0xe3, 0x8b, 0x00),
          new Color(0x94, 0x67, 0xbd),
          new Color(0x17, 0xbe, 0xcf),
          new Color(0x8c, 0x56, 0x4b),
          new Color(0x7f, 0x7f, 0x7f),
          new Color(0xe3, 0x77, 0xc2),
          new Color(0xbc, 0xbd, 0x22),
          new Color(0x39, 0x3b, 0x79),
          new Color(0x63, 0x79, 0x39));

  private Charts() {}

  /** A line for each peer over the columns. */
  static String lines(String title, List<Figure> figures, String reference) {
    DefaultCategoryDataset data = new DefaultCategoryDataset();
    for (Figure figure : figures) {
      data.addValue(figure.median(), figure.peer(), figure.column());
    }
    LineAndShapeRenderer renderer = new LineAndShapeRenderer();
    paint(renderer, data, reference);
    CategoryPlot plot = plot(data, renderer, figures);
    return svg(title, plot, LINES_HEIGHT);
  }

  /** A row for each peer, with a dot for each column. */
  static String dots(String title, List<Figure> figures, String reference) {
    DefaultCategoryDataset data = new DefaultCategoryDataset();
    for (Figure figure : figures) {
      data.addValue(figure.median(), figure.column(), figure.peer());
    }
    LineAndShapeRenderer renderer =
        new LineAndShapeRenderer(/* lines= */ false, /* shapes= */ true);
    paint(renderer, data, "");
    CategoryPlot plot = plot(data, renderer, figures);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setDomainGridlinesVisible(true);
    plot.setDomainGridlinePaint(GRID);
    plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.4f);
    if (data.getColumnIndex(reference) >= 0) {
      plot.getDomainAxis().setTickLabelFont(reference, LABEL.deriveFont(Font.BOLD));
    }
    return svg(title, plot, 110 + ROW_HEIGHT * data.getColumnCount());
  }

  private static void paint(
      LineAndShapeRenderer renderer, DefaultCategoryDataset data, String reference) {
    Shape circle = new Ellipse2D.Double(-4, -4, 8, 8);
    Shape square = new Rectangle2D.Double(-3.5, -3.5, 7, 7);
    int others = 0;
    for (int i = 0; i < data.getRowCount(); i++) {
      boolean ours = data.getRowKey(i).equals(reference);
      Color color = ours ? OURS : OTHERS.get(others++ % OTHERS.size());
      renderer.setSeriesPaint(i, color);
      renderer.setSeriesStroke(i, new BasicStroke(ours ? 3.5f : 1.8f));
      renderer.setSeriesShape(i, i % 2 == 0 ? circle : square);
    }
  }

  private static CategoryPlot plot(
      DefaultCategoryDataset data, LineAndShapeRenderer renderer, List<Figure> figures) {
    CategoryAxis categories = new CategoryAxis();
    categories.setTickLabelFont(LABEL);
    categories.setTickLabelPaint(INK);
    categories.setCategoryLabelPositions(CategoryLabelPositions.STANDARD);
    ValueAxis values = axis(figures);
    values.setLabel(figures.getFirst().unit());
    values.setLabelFont(LABEL);
    values.setTickLabelFont(LABEL);
    values.setTickLabelPaint(INK);
    CategoryPlot plot = new CategoryPlot(data, categories, values, renderer);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(GRID);
    plot.setOutlineVisible(false);
    return plot;
  }

  /** Logarithmic where the largest is more than twenty times the smallest. */
  private static ValueAxis axis(List<Figure> figures) {
    double min = figures.stream().mapToDouble(Figure::median).min().orElseThrow();
    double max = figures.stream().mapToDouble(Figure::median).max().orElseThrow();
    if (min <= 0 || max < 20 * min) {
      NumberAxis linear = new NumberAxis();
      linear.setAutoRangeIncludesZero(true);
      linear.setNumberFormatOverride(java.text.NumberFormat.getInstance(Locale.ROOT));
      return linear;
    }
    LogAxis log = new LogAxis();
    log.setBase(10);
    log.setNumberFormatOverride(java.text.NumberFormat.getInstance(Locale.ROOT));
    log.setTickUnit(new NumberTickUnit(1)); // a line for each power of ten
    log.setRange(powerOfTen(Math.floor(Math.log10(min))), powerOfTen(Math.ceil(Math.log10(max))));
    return log;
  }

  private static double powerOfTen(double exponent) {
    return Math.pow(10, exponent);
  }

  private static String svg(String title, CategoryPlot plot, int height) {
    JFreeChart chart = new JFreeChart(title, TITLE, plot, /* createLegend= */ true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getTitle().setPaint(INK);
    chart.setPadding(new org.jfree.chart.ui.RectangleInsets(8, 8, 8, 12));
    LegendTitle legend = chart.getLegend();
    legend.setPosition(RectangleEdge.BOTTOM);
    legend.setItemFont(LABEL);
    legend.setItemPaint(INK);
    legend.setFrame(org.jfree.chart.block.BlockBorder.NONE);
    SVGGraphics2D graphics = new SVGGraphics2D(WIDTH, height);
    graphics.setDefsKeyPrefix("bench"); // else it's the time of day, and no two files are alike
    graphics.setFontFunction(_ -> "sans-serif");
    chart.draw(graphics, new Rectangle(WIDTH, height));
    return graphics.getSVGElement(/* id= */ null) + "\n";
  }
}
