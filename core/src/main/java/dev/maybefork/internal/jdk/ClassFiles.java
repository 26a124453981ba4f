package dev.maybefork.internal.jdk;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The classes that the library ships as data, to define them in java.base. Read from the place that
 * this class itself is from: a class path may have another version of the library in front of it,
 * or a folder of somebody else's.
 */
public final class ClassFiles {
  private static final String FOLDER = "META-INF/maybefork/";

  private ClassFiles() {}

  /**
   * Reads a class file.
   *
   * @param name the simple binary name of the class, after the release that it is for, if it is for
   *     one: {@code 25/VirtualThread$Release}
   * @return its bytes
   * @throws IOException if it can't be read, or the library has no such class
   */
  public static byte[] read(String name) throws IOException {
    // not by +, which takes time to link, of which an agent must not waste any
    String resource = FOLDER.concat(name).concat(".class");
    try (InputStream in = open(resource)) {
      if (in == null) {
        throw new IOException("the library is incomplete: " + resource + " is missing");
      }
      return in.readAllBytes();
    }
  }

  /** All that there are, by the names by which they are read. */
  static List<String> names() throws IOException {
    try (InputStream in = open(FOLDER.concat("index.txt"))) {
      if (in == null) {
        throw new IOException("the library is incomplete: it has no index of its classes");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static @Nullable InputStream open(String resource) throws IOException {
    Module module = ClassFiles.class.getModule();
    if (module.isNamed()) {
      return module.getResourceAsStream(resource); // the module's own
    }
    ClassLoader loader = ClassFiles.class.getClassLoader();
    URL own = own(loader, resource);
    if (own == null) {
      return null;
    }
    URLConnection connection = own.openConnection();
    connection.setUseCaches(false); // a jar that stays open would outlive its class loader
    return connection.getInputStream();
  }

  /** Beside this class: their addresses begin alike. */
  private static @Nullable URL own(ClassLoader loader, String resource) throws IOException {
    String location = Origin.of(ClassFiles.class).location();
    if (location == null) {
      return loader.getResource(resource); // a loader that tells nothing
    }
    String inFolder = location.concat(resource);
    String inJar = "jar:".concat(location).concat("!/").concat(resource);
    Enumeration<URL> all = loader.getResources(resource);
    while (all.hasMoreElements()) {
      URL url = all.nextElement();
      String address = url.toString();
      if (address.equals(inFolder) || address.equals(inJar)) {
        return url;
      }
    }
    return null;
  }
}
