package dev.maybefork;

import static dev.maybefork.MaybeFork.maybeFork;

import java.io.FileDescriptor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The programs that {@link DoorTest} starts: they try what is not for them. */
final class DoorJvm {
  private static final int GO_ON = -10;

  private DoorJvm() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "reflection" -> reflection();
      case "calls" -> calls();
      case "childCalls" -> childCalls();
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.out.println("done");
  }

  /** Like the virtual threads that hooks look into, as far as anybody can see from outside. */
  private static final class Odd extends Thread {
    final int first = 0x41414141;
    final int second = 0x42424242;
    final long third = 0x4343434343434343L;

    Odd(Runnable body) {
      super(body);
    }

    @Override
    public String toString() {
      return "odd" + first + second + third;
    }
  }

  private static List<Method> methods() throws ClassNotFoundException {
    List<Method> methods = new ArrayList<>();
    for (Method method : Class.forName("jdk.internal.misc.MaybeForkHook").getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())) {
        methods.add(method);
      }
    }
    return methods;
  }

  private static void reflection() throws Exception {
    for (Method method : methods()) {
      check(refused(() -> method.invoke(null, arguments(method, null))));
      check(refused(() -> method.setAccessible(true)));
    }
  }

  private static boolean refused(ForkBody attempt) throws Exception {
    try {
      attempt.run();
      return false;
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      return true;
    }
  }

  /** On threads that are not children, after one was there. */
  private static void calls() throws Exception {
    Blocker blocker = new Blocker();
    Fork<Void> child = maybeFork(blocker::await);
    List<Throwable> thrown = new ArrayList<>();
    Runnable attempts =
        () -> {
          try {
            callAll(null);
            callAll(FileDescriptor.in);
          } catch (Throwable e) {
            thrown.add(e);
          }
        };
    for (Thread thread :
        List.of(new Odd(attempts), new Thread(attempts), Thread.ofVirtual().unstarted(attempts))) {
      thread.start();
      thread.join();
    }
    blocker.release();
    child.join();
    if (!thrown.isEmpty()) {
      throw new AssertionError(thrown.getFirst());
    }
  }

  private static void callAll(@Nullable FileDescriptor fd) throws Exception {
    for (Method method : methods()) {
      Object result = method.invoke(null, arguments(method, fd));
      check(result == null || result.equals(false) || result.equals(GO_ON));
    }
  }

  /** In range for the kernel, out of range for the program. */
  private static @Nullable Object[] arguments(Method method, @Nullable FileDescriptor fd) {
    Class<?>[] types = method.getParameterTypes();
    @Nullable Object[] arguments = new @Nullable Object[types.length];
    for (int i = 0; i < types.length; i++) {
      if (types[i] == int.class) {
        arguments[i] = 1;
      } else if (types[i] == long.class) {
        arguments[i] = 0x10L;
      } else if (types[i] == boolean.class) {
        arguments[i] = true;
      } else if (types[i] == byte[].class) {
        arguments[i] = new byte[1];
      } else {
        arguments[i] = types[i] == FileDescriptor.class ? fd : null;
      }
    }
    return arguments;
  }

  /** By a child itself, which gets no more of it than from a site. */
  private static void childCalls() throws Exception {
    Class<?> hook = Class.forName("jdk.internal.misc.MaybeForkHook");
    Method exit = hook.getMethod("exit");
    Method blocks = hook.getMethod("blocks", int.class, int.class);
    Fork<Void> fork =
        maybeFork(() -> {
          exit.invoke(null);
          for (int kind : new int[] {-1, 6, 7, 8, 16, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            check(blocks.invoke(null, 0, kind).equals(false));
          }
          exit.invoke(null);
          for (Method method : methods()) {
            if (List.of(method.getParameterTypes()).contains(FileDescriptor.class)) {
              Object result = method.invoke(null, arguments(method, null));
              check(result == null || result.equals(false) || result.equals(GO_ON));
            }
          }
        });
    check(!fork.forked());
    fork.join();
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new AssertionError();
    }
  }
}
