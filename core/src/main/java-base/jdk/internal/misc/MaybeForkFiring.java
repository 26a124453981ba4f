package jdk.internal.misc;

import java.io.FileDescriptor;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import jdk.internal.vm.Continuation;

/**
 * Finds out whether the hook of a method fires, by calling the method: in a virtual thread that has
 * this scheduler the hook throws, before the method has done anything.
 *
 * <p>Should there be no hook, the method is run; so it is given what it can't do anything with: an
 * object without state, a closed descriptor, nothing.
 */
final class MaybeForkFiring implements Executor {
  static final int FIRES = 0;
  static final int SILENT = 1;

  /** Its class isn't initialised. To do that for a test might change what the program sees. */
  static final int UNUSED = 2;

  /** What the hook throws. */
  static final class Fired extends Error {
    private static final long serialVersionUID = 1;
    static final Fired INSTANCE = new Fired();

    private Fired() {
      super(null, null, false, false);
    }
  }

  private static final Unsafe U = Unsafe.getUnsafe();

  private MaybeForkFiring() {}

  /** On the thread that starts the virtual one. */
  @Override
  public void execute(Runnable continuation) {
    continuation.run();
  }

  /** Runs something where hooks throw. Called by a platform thread, which waits for it. */
  static void run(Runnable questions) throws InterruptedException {
    MaybeForkChild.installTest();
    Thread thread = newVirtualThread(questions);
    thread.start();
    thread.join();
  }

  private static Thread newVirtualThread(Runnable questions) {
    try {
      Constructor<?> constructor =
          MaybeForkChild.virtualThread()
              .getDeclaredConstructor(Executor.class, String.class, int.class, Runnable.class);
      constructor.setAccessible(true);
      Thread thread = (Thread) constructor.newInstance(new MaybeForkFiring(), "", 0, questions);
      leaveUnrecorded(thread, questions);
      return thread;
    } catch (ReflectiveOperationException e) {
      throw new InternalError(e);
    }
  }

  /** No program's thread is to be in a flight recording: as {@code Slice.runUnrecorded} does. */
  private static void leaveUnrecorded(Thread thread, Runnable questions)
      throws ReflectiveOperationException {
    Class<?> type = MaybeForkChild.virtualThread();
    boolean is25 = Runtime.version().feature() == 25;
    Method start = type.getDeclaredMethod(is25 ? "notifyJvmtiStart" : "endFirstTransition");
    Method end = type.getDeclaredMethod(is25 ? "notifyJvmtiEnd" : "startFinalTransition");
    start.setAccessible(true);
    end.setAccessible(true);
    Runnable unrecorded =
        () -> {
          try {
            start.invoke(thread);
            questions.run();
            end.invoke(thread);
          } catch (ReflectiveOperationException e) {
            throw new InternalError(e);
          }
        };
    Object continuation = U.getReference(thread, U.objectFieldOffset(type, "cont"));
    U.putReference(continuation, U.objectFieldOffset(Continuation.class, "target"), unrecorded);
  }

  /** One of the three. By what is run as above. */
  static int ask(Class<?> type, String name, String descriptor) {
    if (U.shouldBeInitialized(type)) {
      return UNUSED;
    }
    try {
      for (Method method : type.getDeclaredMethods()) {
        if (method.getName().equals(name) && descriptor(method).equals(descriptor)) {
          method.setAccessible(true);
          method.invoke(instance(type), arguments(method));
        }
      }
    } catch (InvocationTargetException e) {
      return e.getCause() == Fired.INSTANCE ? FIRES : SILENT;
    } catch (ReflectiveOperationException e) {
      throw new InternalError(e);
    }
    return SILENT;
  }

  private static String descriptor(Method method) {
    return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
        .toMethodDescriptorString();
  }

  private static Object instance(Class<?> type) throws ReflectiveOperationException {
    return switch (type.getName()) {
      case "java.io.FileDescriptor" -> new FileDescriptor();
      case "java.nio.MappedByteBuffer" -> stateless("java.nio.DirectByteBuffer");
      default -> U.allocateInstance(type);
    };
  }

  /** Of an abstract class: of the class that the JDK has in its place. */
  private static Object stateless(String type) throws ReflectiveOperationException {
    return U.allocateInstance(Class.forName(type));
  }

  private static Object[] arguments(Method method) {
    Class<?>[] types = method.getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = argument(types[i]);
    }
    return arguments;
  }

  private static Object argument(Class<?> type) {
    if (type == int.class) {
      return -1; // a closed descriptor, often
    } else if (type == long.class) {
      return 0L;
    } else if (type == boolean.class) {
      return false;
    } else if (type == byte[].class) {
      return new byte[0];
    } else if (type == String.class) {
      return "";
    }
    return type == FileDescriptor.class ? new FileDescriptor() : null;
  }
}
