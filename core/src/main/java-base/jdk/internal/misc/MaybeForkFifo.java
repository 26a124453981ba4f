package jdk.internal.misc;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;

/** Whether a path is that of a FIFO. Apart, so that who never opens one doesn't load it. */
final class MaybeForkFifo {
  private static final int TYPE = 0170000;
  private static final int FIFO = 0010000;

  private MaybeForkFifo() {}

  static boolean is(Object path) {
    File file = new File(path.toString());
    if (file.isFile() || file.isDirectory() || !file.exists()) {
      return false;
    }
    try {
      return ((int) Files.getAttribute(file.toPath(), "unix:mode") & TYPE) == FIFO;
    } catch (IOException | RuntimeException e) {
      return false; // gone meanwhile, or a name that isn't a path
    }
  }
}
