package dev.maybefork.report.read;

import java.io.IOException;

/** A file that is no recording, or is damaged so that nothing can be read of it. */
public final class UnreadableRecording extends IOException {
  private static final long serialVersionUID = 1;

  UnreadableRecording(String message) {
    super(message);
  }
}
