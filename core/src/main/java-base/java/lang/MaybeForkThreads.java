package java.lang;

import static java.lang.MaybeForkOffsets.BINDINGS;
import static java.lang.MaybeForkOffsets.NAME;
import static java.lang.MaybeForkOffsets.TARGET;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.concurrent.Executor;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.Continuation;

/**
 * Makes virtual threads without their constructor, which makes three objects that a child doesn't
 * need if it ends on its caller's stack: one around its task, as all children have the same task; a
 * lock of its own, for which its continuation serves, as nobody else locks that; and what continues
 * it, which is made when it first unmounts.
 *
 * <p>Only where the constructor is known to do no more than what is done here: in the releases of
 * which it was read, and if the fields of a thread that it has made are zero, but for those that
 * are set here.
 */
final class MaybeForkThreads {
  private static final Unsafe U = Unsafe.getUnsafe();

  private static final Set<Integer> READ = Set.of(25, 26, 27, 28);

  /** What the constructors set, of {@code Thread}, {@code VirtualThread}, {@code Continuation}. */
  private static final Set<String> SET =
      Set.of(
          "tid",
          "name",
          "contextClassLoader",
          "inheritableThreadLocals",
          "scopedValueBindings",
          "interruptLock",
          "scheduler",
          "cont",
          "runContinuation",
          "scope",
          "target");

  private static final Makings MAKINGS = find();

  /** What it takes. */
  private record Makings(
      MethodHandle nextId,
      long id,
      long loader,
      long inherited,
      long lock,
      long scheduler,
      long continuation,
      long scope) {}

  private MaybeForkThreads() {}

  /** Whether {@link #make} may be called. */
  static boolean areKnown() {
    return MAKINGS != null;
  }

  /**
   * A virtual thread that has not started. What continues it is missing.
   *
   * @param target what its continuation runs
   */
  static VirtualThread make(Executor scheduler, String name, Runnable target) {
    Continuation continuation;
    VirtualThread thread;
    try {
      continuation = (Continuation) U.allocateInstance(VirtualThread.VThreadContinuation.class);
      thread = (VirtualThread) U.allocateInstance(VirtualThread.class);
    } catch (InstantiationException e) {
      throw new InternalError(e);
    }
    U.putReference(continuation, MAKINGS.scope, VirtualThread.continuationScope());
    U.putReference(continuation, TARGET, target);
    U.putLong(thread, MAKINGS.id, nextId());
    U.putReference(thread, NAME, name);
    inherit(thread, Thread.currentThread());
    U.putReference(thread, BINDINGS, Thread.class); // Thread.NEW_THREAD_BINDINGS
    U.putReference(thread, MAKINGS.lock, continuation);
    U.putReference(thread, MAKINGS.scheduler, scheduler);
    U.putReference(thread, MAKINGS.continuation, continuation);
    U.storeFence(); // as at the end of a constructor with final fields
    return thread;
  }

  private static void inherit(VirtualThread thread, Thread parent) {
    U.putReference(thread, MAKINGS.loader, parent.getContextClassLoader());
    ThreadLocal.ThreadLocalMap inherited =
        (ThreadLocal.ThreadLocalMap) U.getReference(parent, MAKINGS.inherited);
    if (inherited != null && inherited.size() > 0) {
      U.putReference(thread, MAKINGS.inherited, ThreadLocal.createInheritedMap(inherited));
    }
  }

  private static long nextId() {
    try {
      return (long) MAKINGS.nextId.invokeExact();
    } catch (Throwable e) {
      throw new InternalError(e);
    }
  }

  private static Makings find() {
    try {
      return READ.contains(Runtime.version().feature()) && setsNothingElse() ? makings() : null;
    } catch (ReflectiveOperationException | InternalError e) {
      return null; // there is no such field, or class
    }
  }

  private static Makings makings() throws ReflectiveOperationException {
    Class<?> ids = Class.forName("java.lang.Thread$ThreadIdentifiers");
    return new Makings(
        MethodHandles.privateLookupIn(ids, MethodHandles.lookup())
            .findStatic(ids, "next", MethodType.methodType(long.class)),
        U.objectFieldOffset(Thread.class, "tid"),
        U.objectFieldOffset(Thread.class, "contextClassLoader"),
        U.objectFieldOffset(Thread.class, "inheritableThreadLocals"),
        U.objectFieldOffset(Thread.class, "interruptLock"),
        U.objectFieldOffset(VirtualThread.class, "scheduler"),
        U.objectFieldOffset(VirtualThread.class, "cont"),
        U.objectFieldOffset(Continuation.class, "scope"));
  }

  private static boolean setsNothingElse() throws ReflectiveOperationException {
    VirtualThread model = new VirtualThread(Runnable::run, null, 0, () -> {});
    long continuation = U.objectFieldOffset(VirtualThread.class, "cont");
    return isZero(model, VirtualThread.class, Thread.class)
        && isZero(
            U.getReference(model, continuation),
            VirtualThread.VThreadContinuation.class,
            Continuation.class);
  }

  /** Whether all fields of the object but the known ones are zero. */
  private static boolean isZero(Object object, Class<?> from, Class<?> to)
      throws ReflectiveOperationException {
    Lookup lookup = MethodHandles.privateLookupIn(Class.class, MethodHandles.lookup());
    MethodHandle fields = // getDeclaredFields leaves some out
        lookup.findVirtual(
            Class.class, "getDeclaredFields0", MethodType.methodType(Field[].class, boolean.class));
    for (Class<?> type = from; type != to.getSuperclass(); type = type.getSuperclass()) {
      for (Field each : fieldsOf(type, fields)) {
        if (!Modifier.isStatic(each.getModifiers())
            && !SET.contains(each.getName())
            && !isZero(object, each)) {
          return false;
        }
      }
    }
    return true;
  }

  private static Field[] fieldsOf(Class<?> type, MethodHandle fields) {
    try {
      return (Field[]) fields.invokeExact(type, /* publicOnly= */ false);
    } catch (Throwable e) {
      throw new InternalError(e);
    }
  }

  private static boolean isZero(Object object, Field field) {
    long offset = U.objectFieldOffset(field);
    Class<?> type = field.getType();
    if (!type.isPrimitive()) {
      return U.getReference(object, offset) == null;
    }
    if (type == long.class || type == double.class) {
      return U.getLong(object, offset) == 0;
    }
    if (type == int.class || type == float.class) {
      return U.getInt(object, offset) == 0;
    }
    return type == short.class || type == char.class
        ? U.getShort(object, offset) == 0
        : U.getByte(object, offset) == 0;
  }
}
