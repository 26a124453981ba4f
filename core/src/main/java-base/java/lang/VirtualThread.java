package java.lang;

import static java.lang.MaybeForkOffsets.BINDINGS;
import static java.lang.MaybeForkOffsets.CARRIER;
import static java.lang.MaybeForkOffsets.EETOP;
import static java.lang.MaybeForkOffsets.LOCK_STACK_EMPTY;
import static java.lang.MaybeForkOffsets.LOCK_STACK_TOP;
import static java.lang.MaybeForkOffsets.NAME;
import static java.lang.MaybeForkOffsets.NOTIFY_JOINERS;
import static java.lang.MaybeForkOffsets.OS_THREAD;
import static java.lang.MaybeForkOffsets.OS_THREAD_ID;
import static java.lang.MaybeForkOffsets.RUN_CONTINUATION;
import static java.lang.MaybeForkOffsets.STATE;
import static java.lang.MaybeForkOffsets.TARGET;

import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import jdk.internal.misc.CarrierThread;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import jdk.internal.vm.ThreadContainers;
import jdk.internal.vm.annotation.ChangesCurrentThread;
import jdk.internal.vm.annotation.Hidden;
import jdk.internal.vm.annotation.JvmtiHideEvents;
import jdk.internal.vm.annotation.ReservedStackAccess;

/**
 * A skeleton of the JDK's own class: exactly the members that {@link Slice} uses, so that javac can
 * check it. They are the same from JDK 25 to 28; what isn't is behind {@link MaybeForkRelease}.
 * Only {@code Slice} is shipped; at run time it is defined as a hidden nestmate of the real {@code
 * java.lang.VirtualThread} and links against that. A JDK in which a member is missing fails to link
 * it, and the self-test then leaves the work to the watch engine.
 */
final class VirtualThread extends BaseVirtualThread {
  private static final int STARTED = 1;
  private static final int RUNNING = 2;
  private static final int PARKING = 3;
  private static final int PARKED = 4;
  private static final int UNPARKED = 9;
  private static final int YIELDING = 10;
  private static final int YIELDED = 11;
  private static final int BLOCKING = 12;
  private static final int UNBLOCKED = 14;
  private static final int WAITING = 15;
  private static final int TIMED_WAITING = 17;
  private static final int TERMINATED = 99;

  private final Executor scheduler;
  private final Continuation cont;
  private final Runnable runContinuation;
  private volatile Thread carrierThread;
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

  /** Only its name is used. */
  abstract static class VThreadContinuation extends Continuation {
    private VThreadContinuation() {
      super(null, null);
    }
  }

  private native int state();

  private native void setState(int newValue);

  private native boolean compareAndSetState(int expectedValue, int newValue);

  private native void setParkPermit(boolean newValue);

  private native boolean yieldContinuation();

  private native void cancelTimeoutTask();

  private native void mount();

  private native void unmount();

  private native void run(Runnable task);

  private native void runContinuation();

  private native void afterDone(boolean notifyContainer);

  private native void afterYield();

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
   *
   * <p>No signature here names this class: the compilers look classes in signatures up by name, and
   * a hidden class can't be found so; they'd take each such call for one that never happens.
   */
  static final class Slice {
    private static final Unsafe U = Unsafe.getUnsafe();

    /** A constant to the compilers, so its methods are as good as called by name. */
    private static final MaybeForkRelease RELEASE = MaybeForkRelease.current();

    /** What {@link Thread} stores as the bindings of a thread that never had any. */
    private static final Object NO_BINDINGS = Thread.class;

    /** Nobody binds it. */
    private static final ScopedValue<Object> UNBOUND = ScopedValue.newInstance();

    /** Results of {@link #run}. */
    private static final int NOT_RUNNABLE = 0;

    private static final int YIELDED_AGAIN = 1;
    private static final int DONE = 2;
    private static final int LOCKS_STAY = 3;

    /**
     * In the scope of virtual threads, so that the VM takes this for one: who asks for a stack
     * trace of a thread above which it lies, in the middle of a freeze, would be given one that
     * leads nowhere (hotspot: {@code java_lang_Thread::async_get_stack_trace}).
     */
    private static final Runnable YIELD_WITH_LOCKS =
        () -> Continuation.yield(VirtualThread.continuationScope());

    /** The target of a child, as {@code VirtualThread.VThreadContinuation.wrap} makes it. */
    private static final Runnable RUN_CHILD = Slice::runChild;

    private Slice() {}

    static Executor scheduler(Thread thread) {
      return thread instanceof VirtualThread vthread ? vthread.scheduler : null;
    }

    static Executor defaultScheduler() {
      return VirtualThread.defaultScheduler();
    }

    /**
     * Of a child that nobody has named and that has not forked, so that a log tells what runs in a
     * body. One for all, as to make one would cost a body more than all else; and of its own
     * identity, as anybody may give a thread this name.
     */
    private static final String NAME_UNTIL_FORKED = new String("maybefork");

    /**
     * A child that has been started, as far as anyone can see, and has not run.
     *
     * @param scheduler is its body too
     */
    static Thread newChild(Executor scheduler) {
      VirtualThread child =
          MaybeForkThreads.areKnown()
              ? MaybeForkThreads.make(scheduler, NAME_UNTIL_FORKED, RUN_CHILD)
              : new VirtualThread(scheduler, NAME_UNTIL_FORKED, 0, (Runnable) scheduler);
      child.setThreadContainer(ThreadContainers.root());
      U.putInt(child, STATE, STARTED); // nobody else knows it yet
      return child;
    }

    @Hidden
    @JvmtiHideEvents
    private static void runChild() {
      VirtualThread child = (VirtualThread) Thread.currentThread();
      RELEASE.endFirstMount(child);
      try {
        child.run((Runnable) child.scheduler);
      } finally {
        RELEASE.beginLastUnmount(child);
      }
    }

    /** A child for {@link Thread#start()} to start, which then calls its scheduler. */
    static Thread newUnstarted(Executor scheduler, Runnable body) {
      return new VirtualThread(scheduler, NAME_UNTIL_FORKED, 0, body);
    }

    /**
     * Has a child that has not run yet run the body without the JDK's method around it, which would
     * note its start and its end in a flight recording.
     */
    static void runUnrecorded(Thread child, Runnable body) {
      VirtualThread thread = (VirtualThread) child;
      Runnable unrecorded =
          () -> {
            RELEASE.endFirstMount(thread);
            try {
              body.run();
            } finally {
              RELEASE.beginLastUnmount(thread);
            }
          };
      U.putReference(thread.cont, TARGET, unrecorded);
    }

    /** Whether this is the task by which the JDK asks a scheduler to continue this child. */
    static boolean continues(Runnable task, Thread child) {
      return task == ((VirtualThread) child).runContinuation;
    }

    /** The current thread's scoped values, for a child; null for none. */
    static Object bindings() {
      Object bindings = Thread.scopedValueBindings();
      if (bindings == null) {
        // The VM clears the field when it throws a VirtualMachineError. They are still on the
        // stack, where ScopedValue finds them, and keeps them: else each body would walk it.
        boolean _ = UNBOUND.isBound();
        bindings = Thread.scopedValueBindings();
      }
      return bindings == NO_BINDINGS ? null : bindings;
    }

    /** A method's name costs more than all else of a frame. */
    private static final Set<StackWalker.Option> CLASSES_ONLY =
        Set.of(StackWalker.Option.DROP_METHOD_INFO);

    /**
     * Whether no monitor is fast-locked by this carrier. Freezing a child would move them all, be
     * they the caller's, into the child's stack chunk (hotspot: {@code FreezeBase::freeze}, {@code
     * LockStack::move_to_address}).
     */
    static boolean holdsNoFastLock() {
      long javaThread = U.getLong(Thread.currentCarrierThread(), EETOP);
      return U.getInt(javaThread + LOCK_STACK_TOP) == LOCK_STACK_EMPTY;
    }

    /**
     * Returns if there is stack left for whatever the library does itself.
     *
     * @throws StackOverflowError if not
     */
    static void ensureStack() {
      MaybeForkStack.ensure();
    }

    /** The identifier that the system has for the current carrier; 0 if it isn't known. */
    static int osThread() {
      if (OS_THREAD < 0) {
        return 0;
      }
      long javaThread = U.getLong(Thread.currentCarrierThread(), EETOP);
      return U.getInt(U.getLong(javaThread + OS_THREAD) + OS_THREAD_ID);
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
     * Takes the fast-locked monitors of this carrier out of the way: an empty continuation yields,
     * which freezes the carrier's whole lock stack into its chunk. There they are what those of an
     * unmounted virtual thread are: held, by nobody that runs. Whoever contends for one inflates
     * it, and its owner finds that out when it unlocks.
     *
     * @return what brings them back when it goes on to its end, as the VM thaws with its frame what
     *     it has frozen; null if they stay where they are
     */
    private static Continuation stowLocks() {
      try {
        Continuation locks = new Continuation(VirtualThread.continuationScope(), YIELD_WITH_LOCKS);
        runUnseen(locks);
        if (holdsNoFastLock()) {
          return locks;
        }
        runUnseen(locks);
      } catch (OutOfMemoryError | IllegalStateException e) {
        // no memory for the chunk; or it was pinned, which only it can be itself
      }
      return null;
    }

    /**
     * A freeze or a thaw is not for others to see. For a virtual caller it's part of a transition,
     * as that of its own yield would be: thread dumps and debuggers wait for its end.
     */
    private static void runUnseen(Continuation locks) {
      if (Thread.currentThread() instanceof VirtualThread vcaller) {
        RELEASE.beginUnmount(vcaller);
        try {
          locks.run();
        } finally {
          RELEASE.endMount(vcaller);
        }
      } else {
        locks.run();
      }
    }

    /**
     * Runs the child until it next unmounts, on the stack of whoever calls. Unless NOT_RUNNABLE or
     * LOCKS_STAY, in which case nothing has happened, {@link #finished} or {@link #yielded} must
     * follow. There must be stack left: see {@link MaybeForkStack}.
     *
     * @throws StackOverflowError if the child could not be entered; it can only be {@link
     *     #finished} then
     */
    static int run(Thread thread, Object bindings) {
      return run((VirtualThread) thread, bindings, standIn(Thread.currentThread()));
    }

    /**
     * The same, by a platform thread whose interrupt status is nobody's: it's a carrier like those
     * of the JDK. So the VM finds the child's interrupts in it.
     */
    static int runOnCarrier(Thread thread) {
      return run((VirtualThread) thread, /* bindings= */ null, /* standIn= */ null);
    }

    @ChangesCurrentThread
    private static int run(VirtualThread child, Object bindings, MaybeForkStandIn standIn) {
      if (holdsNoFastLock()) {
        return runWithoutLocks(child, bindings, standIn);
      }
      Continuation locks = stowLocks();
      if (locks == null) {
        return LOCKS_STAY;
      }
      try {
        return runWithoutLocks(child, bindings, standIn);
      } finally {
        runUnseen(locks);
      }
    }

    @ChangesCurrentThread
    private static int runWithoutLocks(
        VirtualThread child, Object bindings, MaybeForkStandIn standIn) {
      Thread caller = Thread.currentThread();
      if (!startRunning(child)) {
        return NOT_RUNNABLE;
      }
      Throwable thrown = null;
      try {
        mount(child, caller, standIn);
        inherit(bindings);
        child.cont.run();
      } catch (Throwable e) {
        thrown = e;
      }
      try {
        if (child.carrierThread != null) {
          unmount(child, caller, standIn);
        }
      } catch (StackOverflowError e) {
        // thrown late, at the return: see ReservedStackAccess
      }
      if (child.cont.isDone()) {
        return DONE;
      }
      if (child.state() == RUNNING) {
        // it neither ended nor yielded, so it never began: there was no stack left to enter it
        throw thrown instanceof Error error ? error : new InternalError(thrown);
      }
      return YIELDED_AGAIN;
    }

    /**
     * As the first half of {@code VirtualThread.runContinuation}. A virtual caller is pinned:
     * should it unmount while it waits for the lock of a timer queue, the carriers that wait behind
     * it for that lock would never let it on again.
     */
    private static boolean startRunning(VirtualThread child) {
      int state = child.state();
      if (state == STARTED) {
        // nothing but its first run changes it, and the fence by which it mounts follows
        U.putIntRelease(child, STATE, RUNNING);
        return true;
      }
      switch (state) {
        case UNPARKED, UNBLOCKED, YIELDED -> {
          if (!child.compareAndSetState(state, RUNNING)) {
            return false;
          }
        }
        default -> {
          return false;
        }
      }
      if (state == UNPARKED || state == UNBLOCKED) {
        Continuation.pin();
        try {
          child.cancelTimeoutTask();
        } finally {
          Continuation.unpin();
        }
      }
      if (state == UNPARKED) {
        child.setParkPermit(false);
      } else if (state == UNBLOCKED) {
        child.blockPermit = false;
      }
      return true;
    }

    /** What stands in as the carrier on this stack; null if it is a carrier's own. */
    private static MaybeForkStandIn standIn(Thread caller) {
      if (!(caller instanceof VirtualThread vcaller)) {
        return MaybeForkStandIn.of(caller);
      }
      return vcaller.carrierThread instanceof MaybeForkStandIn standIn ? standIn : null;
    }

    /**
     * The child mounts. A virtual caller first unmounts, as it would to yield: the JDK knows one
     * virtual thread a carrier.
     */
    @ChangesCurrentThread
    @ReservedStackAccess
    private static void mount(VirtualThread child, Thread caller, MaybeForkStandIn standIn) {
      if (caller instanceof VirtualThread vcaller) {
        RELEASE.beginUnmount(vcaller);
        change(vcaller, child, standIn);
      } else if (standIn == null) {
        child.mount();
      } else {
        RELEASE.beginMount(child);
        standIn.beginKeepingInterrupts();
        U.putReferenceRelease(child, CARRIER, standIn);
        U.fullFence();
        standIn.keepInterrupts();
        caller.setCurrentThread(child);
      }
    }

    @ChangesCurrentThread
    @ReservedStackAccess
    private static void unmount(VirtualThread child, Thread caller, MaybeForkStandIn standIn) {
      if (caller instanceof VirtualThread vcaller) {
        change(child, vcaller, standIn);
        RELEASE.endMount(vcaller);
      } else if (standIn == null) {
        child.unmount();
      } else {
        caller.setCurrentThread(caller);
        U.putReferenceRelease(child, CARRIER, null);
        standIn.endKeepingInterrupts();
        U.fullFence();
        awaitInterrupter(child);
        standIn.giveInterruptsBack();
        RELEASE.endUnmount(child);
      }
    }

    /**
     * One virtual thread unmounts and another mounts, as by the JDK's own methods, but with one
     * fence and no lock: who interrupts a thread sets its status, then looks for its carrier, both
     * of which are volatile. So either that is gone, or the status is seen here.
     *
     * @param standIn what both know as their carrier; null if that is the carrier itself
     */
    @ChangesCurrentThread
    private static void change(VirtualThread from, VirtualThread to, MaybeForkStandIn standIn) {
      Thread host = Thread.currentCarrierThread();
      Thread carrier = standIn == null ? host : standIn;
      host.setCurrentThread(host);
      U.putReferenceRelease(from, CARRIER, null);
      RELEASE.endUnmount(from);
      RELEASE.beginMount(to);
      U.putReferenceRelease(to, CARRIER, carrier);
      U.fullFence();
      awaitInterrupter(from);
      if (to.interrupted) {
        carrier.setInterrupt();
      } else if (carrier.interrupted) {
        synchronized (to.interruptLock) {
          if (!to.interrupted) {
            carrier.clearInterrupt();
          }
        }
      }
      host.setCurrentThread(to);
    }

    /** Who interrupts this thread, and has seen its former carrier, leaves that alone from here. */
    private static void awaitInterrupter(VirtualThread thread) {
      if (thread.interrupted) {
        synchronized (thread.interruptLock) {
          // it has gone
        }
      }
    }

    @ChangesCurrentThread
    private static void inherit(Object bindings) {
      if (bindings != null) {
        Thread.setScopedValueBindings(bindings);
      }
    }

    /** The child has ended on its caller's stack. Only who started it knows if it's contained. */
    static void finished(Thread child, boolean notifyContainer) {
      VirtualThread thread = (VirtualThread) child;
      if (NOTIFY_JOINERS < 0) {
        thread.afterDone(notifyContainer);
        return;
      }
      // as afterDone, but for whoever joins it: the monitor may be held by who waits for the host
      thread.setState(TERMINATED);
      if (U.getBooleanVolatile(thread, NOTIFY_JOINERS)) {
        MaybeForkJoiners.notifyOf(thread, VirtualThread.defaultScheduler());
      }
      if (notifyContainer) {
        thread.threadContainer().remove(thread);
      }
      thread.clearReferences();
    }

    /**
     * Gives the child a name if nobody has. Without its monitor, by which {@link Thread#setName}
     * would wait for a child that holds it.
     */
    static void nameIfUnnamed(Thread child, String name) {
      String now = child.getName();
      if (now == NAME_UNTIL_FORKED || now.isEmpty()) {
        U.compareAndSetReference(child, NAME, now, name);
      }
    }

    /** From here on the child is a thread like any other, seen in thread dumps. */
    static void register(Thread child) {
      ThreadContainers.root().add(child);
    }

    /**
     * Between {@link #run} and {@link #yielded}: 1 if the child has left its stack to let others
     * run, 2 if for a monitor, else 0.
     */
    static int unmountingFor(Thread child) {
      return switch (((VirtualThread) child).state()) {
        case YIELDING -> 1;
        case BLOCKING, WAITING, TIMED_WAITING -> 2;
        default -> 0;
      };
    }

    /** Between {@link #run} and {@link #yielded}, as nobody else can get at it then. */
    static StackTraceElement[] stack(Thread child) {
      return ((VirtualThread) child).cont.getStackTrace();
    }

    /** As {@link #stack}, of as many frames as the function asks for. */
    static Object walk(Thread child, Function<Stream<StackWalker.StackFrame>, Object> function) {
      return ((VirtualThread) child).cont.stackWalker(CLASSES_ONLY).walk(function);
    }

    /** Gives a child that has not started the scoped values that it is to begin with. */
    static void bind(Thread child, Object bindings) {
      if (bindings != null) {
        U.putReference(child, BINDINGS, bindings);
      }
    }

    /**
     * The caller of {@link Thread#start} parks there. A virtual one can't unmount, as that method
     * pins it: so it keeps its carrier, and the scheduler gets another one for that time.
     */
    static void parkInStart(Object blocker, long nanos) {
      if (!Thread.currentThread().isVirtual()) {
        LockSupport.parkNanos(blocker, nanos);
        return;
      }
      Continuation.pin(); // for certain
      CarrierThread compensating = compensating();
      try {
        LockSupport.parkNanos(blocker, nanos);
      } finally {
        if (compensating != null) {
          compensating.endBlocking();
        }
        Continuation.unpin();
      }
    }

    private static CarrierThread compensating() {
      try {
        return Thread.currentCarrierThread() instanceof CarrierThread carrier
                && carrier.beginBlocking()
            ? carrier
            : null;
      } catch (RuntimeException | OutOfMemoryError e) {
        return null; // there can't be another one
      }
    }

    /** Lets the child be resumed: what {@code runContinuation} does last. Pinned as above. */
    static void yielded(Thread thread) {
      Continuation.pin();
      try {
        while (!afterYield((VirtualThread) thread)) {
          U.park(false, 100_000_000L);
        }
      } finally {
        Continuation.unpin();
      }
    }

    /**
     * The current child unmounts as if it parked, for a helper to {@link #claim} it. Neither a
     * permit nor an interrupt gets in the way. An unpark that comes meanwhile must not get lost, so
     * there is a permit afterwards; a park may return for no reason.
     *
     * @return false if it could not unmount
     */
    static boolean yieldToHelper() {
      VirtualThread self = (VirtualThread) Thread.currentThread();
      self.setParkPermit(false);
      boolean yielded = false;
      self.setState(PARKING);
      try {
        yielded = self.yieldContinuation();
      } catch (OutOfMemoryError e) {
        // it stays
      } finally {
        if (!yielded) {
          self.setState(RUNNING);
        }
        self.setParkPermit(true);
      }
      return yielded;
    }

    /** Whether the child was parked, and only the helper that calls this may continue it now. */
    static boolean claim(Thread child) {
      return ((VirtualThread) child).compareAndSetState(PARKED, UNPARKED);
    }

    /** What continues a child. It's made before it is first needed: see MaybeForkThreads. */
    static Runnable continuation(Thread thread) {
      VirtualThread child = (VirtualThread) thread;
      if (child.runContinuation == null) {
        U.compareAndSetReference(child, RUN_CONTINUATION, null, (Runnable) child::runContinuation);
      }
      return child.runContinuation;
    }

    private static boolean afterYield(VirtualThread child) {
      try {
        Runnable _ = continuation(child); // its resume finds it
        child.afterYield();
        return true;
      } catch (OutOfMemoryError e) {
        return false; // for that, or for the timer; the state has not changed yet
      }
    }
  }
}
