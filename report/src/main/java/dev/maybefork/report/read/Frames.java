package dev.maybefork.report.read;

import java.util.List;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import org.jspecify.annotations.Nullable;

/** Frames as text: {@code type.method:line}, whoever recorded them. */
final class Frames {
  /** Stands between the frames of a body and those of its caller. */
  static final String FORK = "(fork)";

  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");
  private static final String LIBRARY = "dev.maybefork.";

  /** A hidden class has its address in its name, so that no two runs have the same. */
  private static final Pattern HIDDEN = Pattern.compile("[/.+]0x[0-9a-f]+(\\.[0-9]+)?");

  private Frames() {}

  static String of(RecordedFrame frame) {
    @Nullable RecordedMethod method = frame.getMethod();
    if (method == null) {
      return "(unknown)";
    }
    @Nullable String name = method.getName();
    String type = method.getType() == null ? "(unknown)" : method.getType().getName();
    int line = frame.getLineNumber();
    return withoutAddress(type) + "." + name + (line > 0 ? ":" + line : "");
  }

  /** Of a line as {@link StackTraceElement#toString()} writes it. */
  static String ofText(String line) {
    int open = line.lastIndexOf('(');
    if (open < 0 || !line.endsWith(")")) {
      return withoutAddress(line);
    }
    int colon = line.lastIndexOf(':');
    String number = colon > open ? line.substring(colon, line.length() - 1) : "";
    return withoutAddress(withoutModule(line.substring(0, open))) + number;
  }

  /** Without {@code loader/module@version/}; the name of a hidden class has a slash, too. */
  private static String withoutModule(String name) {
    int from = 0;
    int slash = name.indexOf('/');
    while (slash >= 0 && !name.substring(from, slash).contains("$$")) {
      from = slash + 1;
      slash = name.indexOf('/', from);
    }
    return name.substring(from);
  }

  private static String withoutAddress(String name) {
    return name.contains("0x") ? HIDDEN.matcher(name).replaceAll("") : name;
  }

  static String method(String frame) {
    int colon = frame.lastIndexOf(':');
    return colon < 0 ? frame : frame.substring(0, colon);
  }

  static boolean isJdk(String frame) {
    for (String each : JDK) {
      if (frame.startsWith(each)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is of the library itself: its commands and examples are programs like others. */
  static boolean isLibrary(String frame) {
    return frame.startsWith(LIBRARY)
        && (frame.startsWith("internal.", LIBRARY.length())
            || frame.startsWith("agent.", LIBRARY.length())
            || (frame.length() > LIBRARY.length()
                && Character.isUpperCase(frame.charAt(LIBRARY.length()))));
  }

  static boolean isProgram(String frame) {
    return !isJdk(frame) && !isLibrary(frame) && !frame.equals(FORK);
  }
}
