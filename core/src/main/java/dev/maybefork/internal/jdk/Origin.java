package dev.maybefork.internal.jdk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The place that a class was loaded from, as its loader tells. Enough to keep out what only calls
 * itself by a name of the library; a loader that lies can't be told from one that doesn't.
 */
public final class Origin {
  private final @Nullable String location;

  private Origin(@Nullable String location) {
    this.location = location;
  }

  public static Origin of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL url = source == null ? null : source.getLocation();
    return new Origin(url == null ? null : url.toString());
  }

  /** The address of a folder or jar; null if the class has none. */
  @Nullable String location() {
    return location;
  }

  /** Whether it is the same place, or a jar with the same bytes. */
  public boolean isThatOf(Class<?> type) {
    Origin other = of(type);
    if (location == null || other.location == null) {
      return false;
    }
    if (location.equals(other.location)) {
      return true;
    }
    byte[] digest = digest();
    return digest != null && MessageDigest.isEqual(digest, other.digest());
  }

  /** Null for what is no jar, or can't be read. */
  private byte @Nullable [] digest() {
    try (InputStream in = open()) {
      if (in == null) {
        return null;
      }
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (DigestInputStream digesting = new DigestInputStream(in, digest)) {
        digesting.transferTo(OutputStream.nullOutputStream());
      }
      return digest.digest();
    } catch (IOException | RuntimeException | NoSuchAlgorithmException e) {
      return null;
    }
  }

  private @Nullable InputStream open() throws IOException {
    String jar = location;
    if (jar == null) {
      return null;
    }
    if (jar.startsWith("jar:") && jar.endsWith("!/")) { // a jar within a jar
      jar = jar.substring("jar:".length(), jar.length() - "!/".length());
    }
    URI uri = URI.create(jar);
    if (!"file".equals(uri.getScheme())) {
      return uri.toURL().openStream();
    }
    Path path = Path.of(uri);
    return Files.isRegularFile(path)
        ? Files.newInputStream(path)
        : null; // not the list of a folder
  }
}
