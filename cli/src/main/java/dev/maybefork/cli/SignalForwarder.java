package dev.maybefork.cli;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringTokenizer;

/**
 * Passes signals on to a program, whose end decides about ours. A terminal sends its signals to us
 * and to the program alike: those are not passed on, or it would get them twice.
 *
 * <p>{@code sun.misc.Signal} is reached by reflection, as the compiler warns of its name, and the
 * warning can't be suppressed.
 */
final class SignalForwarder implements AutoCloseable {
  private static final List<String> FROM_TERMINALS = List.of("INT", "HUP");
  private static final List<String> SIGNALS = List.of("TERM", "INT", "HUP");

  private final Process process;
  private final Map<String, Object> before = new HashMap<>();

  private SignalForwarder(Process process) {
    this.process = process;
  }

  static SignalForwarder to(Process process) {
    SignalForwarder forwarder = new SignalForwarder(process);
    for (String signal : SIGNALS) {
      try {
        forwarder.before.put(signal, handle(signal, forwarder.handler(signal)));
      } catch (ReflectiveOperationException | IllegalArgumentException e) {
        // the system has no such signal, or the JVM was told to leave it alone
      }
    }
    return forwarder;
  }

  @SuppressWarnings("ReferenceEquality") // which is what a proxy's equals is
  private Object handler(String signal) throws ClassNotFoundException {
    Class<?> type = Class.forName("sun.misc.SignalHandler");
    InvocationHandler handler =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> {
                forward(signal);
                yield null;
              }
              case "equals" -> proxy == Objects.requireNonNull(arguments)[0];
              case "hashCode" -> System.identityHashCode(proxy);
              default -> "forwards SIG" + signal;
            };
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private void forward(String signal) throws IOException {
    if (FROM_TERMINALS.contains(signal) && isInForeground()) {
      return;
    }
    var _ = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
  }

  /** Whether a terminal sends us its signals: field 5 is our group, 8 the one it sends to. */
  private static boolean isInForeground() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      StringTokenizer fields = new StringTokenizer(stat.substring(stat.lastIndexOf(')') + 1));
      fields.nextToken(); // the state, then the parent
      fields.nextToken();
      String group = fields.nextToken();
      fields.nextToken(); // the session, then the terminal
      fields.nextToken();
      return fields.nextToken().equals(group);
    } catch (IOException e) {
      return Terminals.isOutput();
    }
  }

  private static Object handle(String signal, Object handler) throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Object number = type.getConstructor(String.class).newInstance(signal);
    return type.getMethod("handle", type, handlerType).invoke(null, number, handler);
  }

  /** From here on a signal ends us, as it did before. */
  @Override
  public void close() {
    before.forEach((signal, handler) -> {
      try {
        Object _ = handle(signal, handler);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    });
  }
}
