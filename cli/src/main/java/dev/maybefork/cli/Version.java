package dev.maybefork.cli;

import dev.maybefork.MaybeFork;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of the library that this command runs with, by the manifest of its jar. */
final class Version implements IVersionProvider {
  static String ofLibrary() {
    String version = MaybeFork.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(version, "(not from a jar, so without a version)");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"maybefork " + ofLibrary()};
  }
}
