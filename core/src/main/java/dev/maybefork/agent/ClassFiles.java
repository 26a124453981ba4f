package dev.maybefork.agent;

import java.io.IOException;
import java.io.InputStream;

/** The classes that the library ships as data, to define them in java.base. */
public final class ClassFiles {
  private static final String FOLDER = "/META-INF/maybefork/";

  private ClassFiles() {}

  /**
   * Reads a class file.
   *
   * @param name the simple binary name of the class
   * @return its bytes
   * @throws IOException if it can't be read, or the library has no such class
   */
  public static byte[] read(String name) throws IOException {
    // not by +, which takes time to link, of which an agent must not waste any
    String resource = FOLDER.concat(name).concat(".class");
    try (InputStream in = ClassFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("the library is incomplete: " + resource + " is missing");
      }
      return in.readAllBytes();
    }
  }
}
