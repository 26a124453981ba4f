package dev.maybefork.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for which lock, and who holds it. For a diagnosis: what can't be known isn't said. The
 * methods are those of {@code java.lang.MaybeForkLocks}; {@code java.lang} must be open to this
 * class. Called by the library's own threads.
 */
public final class ThreadLocks {
  private static final @Nullable ThreadLocks FOUND = find();

  private final MethodHandle owner;
  private final MethodHandle awaitedMonitor;
  private final MethodHandle heldMonitors;

  private ThreadLocks() throws ReflectiveOperationException, IOException {
    owner = JavaBase.locks("owner", methodType(Thread.class, AbstractOwnableSynchronizer.class));
    awaitedMonitor = JavaBase.locks("awaitedMonitor", methodType(Object.class, Thread.class));
    heldMonitors = JavaBase.locks("heldMonitors", methodType(Object[].class, Thread.class));
  }

  private static @Nullable ThreadLocks find() {
    try {
      return new ThreadLocks();
    } catch (ReflectiveOperationException | IOException | RuntimeException | LinkageError e) {
      return null; // a JDK that has it otherwise, or isn't open
    }
  }

  /** Whether anything can be known in this JVM. */
  public static boolean areKnown() {
    return FOUND != null;
  }

  /** The thread that holds the lock; null if there is none, or nobody can tell. */
  public static @Nullable Thread owner(AbstractOwnableSynchronizer lock) {
    ThreadLocks found = FOUND;
    if (found == null) {
      return null;
    }
    try {
      return (Thread) found.owner.invokeExact(lock);
    } catch (Throwable e) {
      return null;
    }
  }

  /** The monitor that the thread is to enter; null if there is none, or nobody can tell. */
  public static @Nullable Object awaitedMonitor(Thread thread) {
    ThreadLocks found = FOUND;
    if (found == null) {
      return null;
    }
    try {
      return (Object) found.awaitedMonitor.invokeExact(thread);
    } catch (Throwable e) {
      return null;
    }
  }

  /** The monitors that the thread has entered; null if nobody can tell. */
  public static Object @Nullable [] heldMonitors(Thread thread) {
    ThreadLocks found = FOUND;
    if (found == null) {
      return null;
    }
    try {
      return (Object[]) found.heldMonitors.invokeExact(thread);
    } catch (Throwable e) {
      return null;
    }
  }
}
