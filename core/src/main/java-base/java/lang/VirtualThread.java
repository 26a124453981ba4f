package java.lang;

import java.util.concurrent.Executor;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import jdk.internal.vm.ThreadContainers;
import jdk.internal.vm.annotation.ChangesCurrentThread;
import jdk.internal.vm.annotation.ReservedStackAccess;
import sun.nio.ch.Interruptible;

/**
 * A skeleton of the JDK's own class: exactly the members that {@link Slice} uses, so that javac can
 * check it. Only {@code Slice} is shipped; at run time it is defined as a hidden nestmate of the
 * real {@code java.lang.VirtualThread} (JDK 25) and links against that. A JDK in which a member is
 * missing fails to link it, and the self-test then leaves the work to the watch engine.
 */
final class VirtualThread extends BaseVirtualThread {
  private static final int STARTED = 1;
  private static final int RUNNING = 2;
  private static final int UNPARKED = 9;
  private static final int YIELDED = 11;
  private static final int UNBLOCKED = 14;

  private final Executor scheduler;
  private final Continuation cont;
  private final Runnable runContinuation;
  private volatile Thread carrierThread;
  private volatile boolean parkPermit;
  private volatile boolean blockPermit;

  VirtualThread(Executor scheduler, String name, int characteristics, Runnable task) {
    super(name, characteristics, false);
    throw skeleton();
  }

  static Executor defaultScheduler() {
    throw skeleton();
  }

  static ContinuationScope continuationScope() {
    throw skeleton();
  }

  private native int state();

  private native void setState(int newValue);

  private native boolean compareAndSetState(int expectedValue, int newValue);

  private native void setParkPermit(boolean newValue);

  private native void setCarrierThread(Thread carrier);

  private native void cancelTimeoutTask();

  private native void mount();

  private native void unmount();

  private native void afterDone(boolean notifyContainer);

  private native void afterYield();

  private native void notifyJvmtiMount(boolean hide);

  private native void notifyJvmtiUnmount(boolean hide);

  @Override
  native void park();

  @Override
  native void parkNanos(long nanos);

  @Override
  native void unpark();

  private static Error skeleton() {
    return new InternalError("compile-time skeleton");
  }

  /**
   * Runs slices of a child on the stack of the thread that calls it. A slice is what {@code
   * VirtualThread.runContinuation} would do on a carrier of the scheduler: everything between two
   * unmounts of the child.
   *
   * <p>The methods that switch {@link Thread#currentThread()} are annotated as the JDK's own are:
   * the compilers then neither inline them into code that has the caller as a constant, nor keep
   * the caller in a register across the switch.
   */
  static final class Slice implements Interruptible {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long EETOP = U.objectFieldOffset(Thread.class, "eetop");
    private static final long NIO_BLOCKER = U.objectFieldOffset(Thread.class, "nioBlocker");

    /**
     * Offset of the lock stack's top within a JavaThread, and its value while nothing is locked.
     */
    private static final long LOCK_STACK_TOP;

    private static final int LOCK_STACK_EMPTY;

    /**
     * How late the second half of a {@link Thread#interrupt} may come: the thread may be preempted.
     */
    private static final long LATE_NANOS = 10_000_000;

    /** What {@link Thread} stores as the bindings of a thread that never had any. */
    private static final Object NO_BINDINGS = Thread.class;

    /** Results of {@link #run}. */
    private static final int NOT_RUNNABLE = 0;

    private static final int YIELDED_AGAIN = 1;
    private static final int DONE = 2;

    static {
      long lockStack = vmStructOffset("JavaThread", "_lock_stack");
      LOCK_STACK_TOP = lockStack + vmStructOffset("LockStack", "_top");
      LOCK_STACK_EMPTY = (int) (lockStack + vmStructOffset("LockStack", "_base[0]"));
    }

    // of a slice on the stack of a platform thread
    private final Thread caller;
    private final VirtualThread child;
    private final Interruptible outer;
    private boolean callerInterrupted; // this and lateUntil: guarded by the caller's interruptLock
    private long lateUntil; // of System.nanoTime(); 0 while the slice lasts

    private Slice(Thread caller, VirtualThread child) {
      this.caller = caller;
      this.child = child;
      Interruptible blocker = caller.nioBlocker();
      this.outer = blocker instanceof Slice old && old.lateUntil != 0 ? old.outer : blocker;
    }

    static Executor scheduler(Thread thread) {
      return thread instanceof VirtualThread vthread ? vthread.scheduler : null;
    }

    static Executor defaultScheduler() {
      return VirtualThread.defaultScheduler();
    }

    /** A child that has been started, as far as anyone can see, and has not run. */
    static Thread newChild(Executor scheduler, Runnable body) {
      VirtualThread child = new VirtualThread(scheduler, null, 0, body);
      child.setThreadContainer(ThreadContainers.root());
      child.setState(STARTED);
      return child;
    }

    /** Whether this is the task by which the JDK asks a scheduler to continue this child. */
    static boolean continues(Runnable task, Thread child) {
      return task == ((VirtualThread) child).runContinuation;
    }

    /** The current thread's scoped values, for a child; null for none. */
    static Object bindings() {
      Object bindings = Thread.scopedValueBindings();
      if (bindings == null) {
        // a stack overflow has cleared the field: they are still on the stack (see ScopedValue)
        bindings = Thread.findScopedValueBindings();
      }
      return bindings == NO_BINDINGS ? null : bindings;
    }

    /**
     * Whether no monitor is fast-locked by this carrier. Freezing a child would move them all into
     * the child's stack chunk (hotspot: {@code FreezeBase::freeze}, {@code
     * LockStack::move_to_address}).
     */
    static boolean holdsNoFastLock() {
      long javaThread = U.getLong(Thread.currentCarrierThread(), EETOP);
      return U.getInt(javaThread + LOCK_STACK_TOP) == LOCK_STACK_EMPTY;
    }

    static boolean isPinned() {
      return Continuation.isPinned(VirtualThread.continuationScope());
    }

    static void pin() {
      Continuation.pin();
    }

    static void unpin() {
      Continuation.unpin();
    }

    /**
     * Runs the child until it next unmounts. Unless NOT_RUNNABLE, {@link #finished} or {@link
     * #yielded} must follow.
     *
     * @throws StackOverflowError if there was not enough stack to begin; the child is dead then
     */
    @ChangesCurrentThread
    static int run(Thread thread, Object bindings) {
      VirtualThread child = (VirtualThread) thread;
      if (!startRunning(child)) {
        return NOT_RUNNABLE;
      }
      Thread carrier = Thread.currentCarrierThread();
      Thread caller = Thread.currentThread();
      Throwable thrown = null;
      if (caller == carrier) {
        Slice slice = new Slice(carrier, child);
        try {
          slice.mountOnPlatform();
          inherit(bindings);
          child.cont.run();
        } catch (Throwable e) {
          thrown = e;
        }
        try {
          slice.unmountFromPlatform();
        } catch (StackOverflowError e) {
          // thrown late, at the return: see ReservedStackAccess
        }
      } else {
        VirtualThread vcaller = (VirtualThread) caller;
        try {
          mountOnVirtual(vcaller, child);
          inherit(bindings);
          child.cont.run();
        } catch (Throwable e) {
          thrown = e;
        }
        try {
          unmountFromVirtual(vcaller, child);
        } catch (StackOverflowError e) {
          // thrown late, at the return: see ReservedStackAccess
        }
      }
      if (child.cont.isDone()) {
        return DONE;
      }
      if (child.state() == RUNNING) {
        // it neither ended nor yielded, so it never began: there was no stack left to enter it
        child.afterDone(/* notifyContainer= */ false);
        throw thrown instanceof Error error ? error : new InternalError(thrown);
      }
      return YIELDED_AGAIN;
    }

    /** As the first half of {@code VirtualThread.runContinuation}. */
    private static boolean startRunning(VirtualThread child) {
      int state = child.state();
      switch (state) {
        case STARTED, UNPARKED, UNBLOCKED, YIELDED -> {
          if (!child.compareAndSetState(state, RUNNING)) {
            return false;
          }
        }
        default -> {
          return false;
        }
      }
      if (state == UNPARKED) {
        child.cancelTimeoutTask();
        child.setParkPermit(false);
      } else if (state == UNBLOCKED) {
        child.cancelTimeoutTask();
        child.blockPermit = false;
      }
      return true;
    }

    @ChangesCurrentThread
    private static void inherit(Object bindings) {
      if (bindings != null) {
        Thread.setScopedValueBindings(bindings);
      }
    }

    /**
     * As {@code VirtualThread.mount}, which would clear the caller's interrupt status because it
     * takes it for a carrier's, which belongs to nobody.
     *
     * <p>While the child is mounted that status is the child's: the VM looks at it when the child
     * waits or parks on its carrier. So the caller's own is kept in this object: {@link
     * Thread#interrupt} sets the status, then calls the blocker under the interrupt lock.
     */
    @ChangesCurrentThread
    @ReservedStackAccess
    private void mountOnPlatform() {
      child.notifyJvmtiMount(/* hide= */ true);
      synchronized (caller.interruptLock) {
        U.putReference(caller, NIO_BLOCKER, this);
        if (caller.interrupted) {
          callerInterrupted = true;
          caller.clearInterrupt();
        }
      }
      child.setCarrierThread(caller);
      if (child.interrupted) {
        caller.setInterrupt();
      }
      caller.setCurrentThread(child);
    }

    /** As {@code VirtualThread.unmount}, but for the caller's interrupt status. */
    @ChangesCurrentThread
    @ReservedStackAccess
    private void unmountFromPlatform() {
      caller.setCurrentThread(caller);
      boolean childInterrupted;
      synchronized (child.interruptLock) {
        child.setCarrierThread(null);
        childInterrupted = child.interrupted;
      }
      synchronized (caller.interruptLock) {
        if (callerInterrupted) {
          caller.setInterrupt();
        } else if (childInterrupted || child.parkPermit) {
          // The child was interrupted, it seems (that sets its permit too), and caller.interrupted
          // was its status. An interrupt of the caller that had set it, but not yet got to its
          // call of the blocker, would be lost with it: stay for that one.
          if (childInterrupted) {
            caller.clearInterrupt();
          }
          lateUntil = System.nanoTime() + LATE_NANOS | 1;
        }
        if (lateUntil == 0) {
          U.putReference(caller, NIO_BLOCKER, outer);
        }
      }
      child.notifyJvmtiUnmount(/* hide= */ false);
    }

    /** The caller is interrupted in its slice: remember it, and keep it from the child. */
    @Override
    public void interrupt(Thread target) {
      if (lateUntil != 0) {
        U.putReference(caller, NIO_BLOCKER, outer);
        if (System.nanoTime() - lateUntil < 0) {
          caller.setInterrupt();
        }
      } else {
        callerInterrupted = true;
        synchronized (child.interruptLock) {
          if (!child.interrupted) {
            caller.clearInterrupt();
          }
        }
      }
      if (outer != null) {
        outer.interrupt(target);
      }
    }

    @Override
    public void postInterrupt() {
      if (outer != null) {
        outer.postInterrupt();
      }
    }

    /** The caller unmounts as it would to yield, and the child mounts in its place. */
    @ChangesCurrentThread
    @ReservedStackAccess
    private static void mountOnVirtual(VirtualThread caller, VirtualThread child) {
      caller.notifyJvmtiUnmount(/* hide= */ true);
      caller.unmount();
      child.mount();
    }

    @ChangesCurrentThread
    @ReservedStackAccess
    private static void unmountFromVirtual(VirtualThread caller, VirtualThread child) {
      child.unmount();
      caller.mount();
      caller.notifyJvmtiMount(/* hide= */ false);
    }

    /** The child has ended on its caller's stack, unseen by anybody. */
    static void finished(Thread child) {
      ((VirtualThread) child).afterDone(/* notifyContainer= */ false);
    }

    /** From here on the child is a thread like any other, seen in thread dumps. */
    static void register(Thread child) {
      ThreadContainers.root().add(child);
    }

    static void deregister(Thread child) {
      ThreadContainers.root().remove(child);
    }

    /** Lets the child be resumed: what {@code runContinuation} does last. */
    static void yielded(Thread thread) {
      VirtualThread child = (VirtualThread) thread;
      while (true) {
        try {
          child.afterYield();
          return;
        } catch (OutOfMemoryError e) {
          // no memory for the timer of a timed park or wait; the state has not changed yet
          U.park(false, 100_000_000L);
        }
      }
    }

    private static long vmStructOffset(String type, String field) {
      long entry = U.getLong(symbol("gHotSpotVMStructs"));
      long typeName = vmStructs("EntryTypeNameOffset");
      long fieldName = vmStructs("EntryFieldNameOffset");
      long offset = vmStructs("EntryOffsetOffset");
      long stride = vmStructs("EntryArrayStride");
      for (; U.getLong(entry + typeName) != 0; entry += stride) {
        if (isString(U.getLong(entry + typeName), type)
            && isString(U.getLong(entry + fieldName), field)) {
          return U.getLong(entry + offset);
        }
      }
      throw new InternalError("gHotSpotVMStructs has no " + type + "." + field);
    }

    private static long vmStructs(String suffix) {
      return U.getLong(symbol("gHotSpotVMStruct" + suffix));
    }

    private static long symbol(String name) {
      long address = ClassLoader.findNative(null, Slice.class, name, "symbol");
      if (address == 0) {
        throw new InternalError("the VM does not export " + name);
      }
      return address;
    }

    private static boolean isString(long address, String expected) {
      if (address == 0) {
        return false;
      }
      for (int i = 0; i < expected.length(); i++) {
        if (U.getByte(address + i) != expected.charAt(i)) {
          return false;
        }
      }
      return U.getByte(address + expected.length()) == 0;
    }
  }
}
