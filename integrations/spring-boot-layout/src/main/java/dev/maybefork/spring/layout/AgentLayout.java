package dev.maybefork.spring.layout;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.springframework.boot.loader.tools.CustomLoaderLayout;
import org.springframework.boot.loader.tools.Layouts;
import org.springframework.boot.loader.tools.LoaderClassesWriter;

/**
 * An executable jar with the library's classes beside those of Boot's loader, at its root. An agent
 * is loaded by the system class loader, which knows no nested jars. Boot's class loader asks that
 * one first, so the application's library is the agent's, and {@code java.lang} is opened to that
 * and to Boot's loader alone.
 *
 * <p>The nested jar of the library stays: an application that is extracted loads it from there.
 */
final class AgentLayout extends Layouts.Jar implements CustomLoaderLayout {
  private static final String LIBRARY = "/dev/maybefork/MaybeFork.class";

  @Override
  public void writeLoadedClasses(LoaderClassesWriter writer) throws IOException {
    writer.writeLoaderClasses();
    try (JarFile library = library()) {
      for (JarEntry entry : Collections.list(library.entries())) {
        if (isNeeded(entry)) {
          try (InputStream in = library.getInputStream(entry)) {
            writer.writeEntry(entry.getName(), in);
          }
        }
      }
    }
  }

  /** The classes, and the class files that the library defines in java.base. */
  private static boolean isNeeded(JarEntry entry) {
    String name = entry.getName();
    return !entry.isDirectory()
        && (name.startsWith("dev/maybefork/") || name.startsWith("META-INF/maybefork/"));
  }

  private static JarFile library() throws IOException {
    URL url = AgentLayout.class.getResource(LIBRARY);
    URLConnection connection = url == null ? null : url.openConnection();
    if (connection instanceof JarURLConnection jar) {
      jar.setUseCaches(false); // it's closed here, and may be another one in the next build
      return jar.getJarFile();
    }
    throw new IOException("dev.maybefork:maybefork is no jar on the plugin's class path: " + url);
  }
}
