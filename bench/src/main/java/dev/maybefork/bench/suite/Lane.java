package dev.maybefork.bench.suite;

import dev.maybefork.bench.page.Figure;
import java.io.IOException;
import java.util.List;

/** One way of doing a job, by one kind of caller: all that is measured in one process. */
interface Lane {
  /** For the log. */
  String name();

  /** Measures once; each figure has this round's samples. */
  List<Figure> measure(Children children) throws IOException, InterruptedException;
}
