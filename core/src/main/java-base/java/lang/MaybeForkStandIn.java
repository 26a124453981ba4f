package java.lang;

import static java.lang.MaybeForkOffsets.EETOP;
import static java.lang.MaybeForkOffsets.HOLDER;
import static java.lang.MaybeForkOffsets.NAME;
import static java.lang.MaybeForkOffsets.NIO_BLOCKER;

import jdk.internal.misc.Unsafe;
import sun.nio.ch.Interruptible;

/**
 * Stands in for a platform thread as the carrier of the children that run on its stack. The JDK
 * lets a mounted virtual thread use its carrier's interrupt status, which is nobody's. Here it is
 * the caller's, and what is done to the child must not touch it; so the carrier that the child
 * knows is this object, which is like the caller but for having a status of its own.
 *
 * <p>A thread keeps its stand-in from one call to the next, as only one slice at a time begins on a
 * platform thread's own stack. There is one such class in a JVM, however many copies of the library
 * it has: so the thread that keeps one keeps no class loader.
 */
final class MaybeForkStandIn extends Thread implements Interruptible {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final ThreadLocal<MaybeForkStandIn> OWN = new ThreadLocal<>();

  private Thread host;
  private Interruptible outer;
  private boolean hostInterrupted; // written under the host's interruptLock

  private MaybeForkStandIn() {
    throw new InternalError("not initialised as a thread, as it is never to be one");
  }

  /**
   * That of the current thread, a platform thread. If that is about to block in a channel, for
   * which it has a blocker, it gets one for this call alone: who interrupts it calls the blocker
   * once more later, when another call may have begun.
   */
  static MaybeForkStandIn of(Thread host) {
    if (host.nioBlocker() != null) {
      return make(host);
    }
    MaybeForkStandIn own = OWN.get();
    if (own == null) {
      own = make(host);
      OWN.set(own);
    }
    own.takeName();
    return own;
  }

  private static MaybeForkStandIn make(Thread host) {
    MaybeForkStandIn standIn;
    try {
      standIn = (MaybeForkStandIn) U.allocateInstance(MaybeForkStandIn.class);
    } catch (InstantiationException e) {
      throw new InternalError(e);
    }
    standIn.host = host;
    U.putReference(standIn, HOLDER, U.getReference(host, HOLDER)); // the host's thread state
    standIn.takeName();
    return standIn;
  }

  private void takeName() {
    String name = host.getName();
    if (U.getReference(this, NAME) != name) {
      U.putReference(this, NAME, name);
    }
  }

  /**
   * The VM looks at the host's status when a child waits on a monitor or parks on its carrier. So
   * while the slice lasts the host's own is kept in this object: {@link Thread#interrupt} sets the
   * status, then calls the blocker under the interrupt lock. A full fence must follow, and then
   * {@link #keepInterrupts}: either that sees the status, or who sets it sees the blocker. The
   * field is plain, but between the two that thread wakes the host, which is a fence ({@code
   * JavaThread::interrupt}).
   */
  void beginKeepingInterrupts() {
    if (interrupted) {
      interrupted = false; // that of the last child
    }
    outer = host.nioBlocker(); // which only this thread sets
    U.putReferenceRelease(host, NIO_BLOCKER, this);
    // who wants the carrier gets the host; the child's field for its carrier is written later
    U.putLong(this, EETOP, U.getLong(host, EETOP));
  }

  void keepInterrupts() {
    if (host.interrupted) {
      synchronized (host.interruptLock) {
        hostInterrupted = true;
        host.clearInterrupt();
      }
    }
  }

  /** A full fence must follow, and then {@link #giveInterruptsBack}. */
  void endKeepingInterrupts() {
    U.putReferenceRelease(host, NIO_BLOCKER, outer);
  }

  /**
   * Who interrupts the host and has found the blocker either has set the status, and is seen by
   * that, or has called the blocker since, and is seen by what that has set before.
   */
  void giveInterruptsBack() {
    U.putLong(this, EETOP, 0);
    if (host.interrupted || hostInterrupted) {
      synchronized (host.interruptLock) {
        if (hostInterrupted) {
          hostInterrupted = false;
          host.setInterrupt();
        }
      }
    }
  }

  /** The host is interrupted: remember it, and keep it from the child. */
  @Override
  public void interrupt(Thread target) {
    hostInterrupted = true;
    host.clearInterrupt();
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
}
