package dev.maybefork.internal.jdk;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Parks virtual threads until descriptors are ready: pipes, FIFOs and terminals, for which the JDK
 * blocks in native code although the kernel can tell when they are ready. No thread is held while
 * one waits, so there may be any number.
 *
 * <p>One platform thread waits for all of them, by epoll, until there have been none for a while.
 * The JDK has such a thing for sockets ({@code sun.nio.ch.Poller}), but it knows one waiter a
 * descriptor.
 *
 * <p>What can't be started for want of descriptors, memory or threads isn't: the wait that needed
 * it is refused, and the next one tries again. While there are waiters there is a thread, or has
 * been one that died: then they were woken, and are to enter again.
 */
public final class DescriptorPoller {
  /** What it needs of the system. Any of it may run short. */
  interface Resources {
    /** Starts a thread. */
    default void start(String name, Runnable task) {
      PlatformThreads.start(name, task);
    }

    /** A descriptor to wait by; negative if there is none. */
    default int epollCreate() {
      return Epoll.epollCreate();
    }

    /** How many events there are; negative if a signal came. */
    default int epollWait(int epoll, MemorySegment events, int max, int timeoutMillis) {
      return Epoll.epollWait(epoll, events, max, timeoutMillis);
    }
  }

  private static final int EPOLLIN = 0x1;
  private static final int EPOLLOUT = 0x4;

  private static final Duration IDLE = Duration.ofSeconds(10);

  public static final DescriptorPoller FOR_READING =
      new DescriptorPoller("read", EPOLLIN, IDLE, new Resources() {});
  public static final DescriptorPoller FOR_WRITING =
      new DescriptorPoller("write", EPOLLOUT, IDLE, new Resources() {});

  private static final int EPOLLONESHOT = 1 << 30;
  private static final int MAX_EVENTS = 256;
  private static final long RETRY_NANOS = 1_000_000;

  private final String name;
  private final int events;
  private final int idleMillis;
  private final Resources resources;
  private final ReentrantLock lock = new ReentrantLock();

  // guarded by lock
  private final Map<Integer, List<Thread>> waiters = new HashMap<>();
  private int epoll = -1;
  private @Nullable MemorySegment event; // to arm with
  private @Nullable MemorySegment ready; // for the thread
  private boolean running;

  private DescriptorPoller(String name, int events, Duration idle, Resources resources) {
    this.name = name;
    this.events = events | EPOLLONESHOT;
    this.idleMillis = (int) idle.toMillis();
    this.resources = resources;
  }

  /** A poller with a name for its thread, which ends when it was idle for that time. */
  static DescriptorPoller forReading(String name, Duration idle) {
    return forReading(name, idle, new Resources() {});
  }

  static DescriptorPoller forReading(String name, Duration idle, Resources resources) {
    return new DescriptorPoller(name, EPOLLIN, idle, resources);
  }

  /**
   * The current thread is about to wait for the descriptor: it's to {@link #park}, or to {@link
   * #leave}.
   *
   * @return false if the kernel can't tell for such a descriptor, or something is short; then
   *     nothing is to be done
   */
  public boolean enter(int fd) {
    Thread current = Thread.currentThread();
    boolean entered = false;
    lock.lock();
    try {
      entered = open() && arm(fd) && waiters.computeIfAbsent(fd, _ -> list()).add(current);
      startIfNeeded();
    } catch (OutOfMemoryError e) { // or no thread can be made
      if (entered) {
        remove(fd, current);
      }
      return false;
    } finally {
      lock.unlock();
    }
    return entered;
  }

  private static List<Thread> list() {
    return new ArrayList<>(1);
  }

  private boolean open() {
    if (event == null) {
      event = Arena.ofAuto().allocate(Epoll.eventBytes(), 8);
    }
    if (ready == null) {
      ready = Arena.ofAuto().allocate((long) Epoll.eventBytes() * MAX_EVENTS, 8);
    }
    if (epoll < 0) {
      epoll = resources.epollCreate();
    }
    return epoll >= 0;
  }

  private void startIfNeeded() {
    if (!running && !waiters.isEmpty()) {
      MemorySegment memory = Objects.requireNonNull(ready);
      resources.start("maybefork-poller-" + name, () -> poll(memory));
      running = true;
    }
  }

  /** Asks to be told once. The descriptor may be new, or known, or another one by that number. */
  private boolean arm(int fd) {
    MemorySegment armed = event;
    if (armed == null) {
      return false;
    }
    armed.set(JAVA_INT, 0, events);
    armed.set(JAVA_INT_UNALIGNED, Epoll.dataOffset(), fd);
    return Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_MOD, fd, armed)
        || Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, fd, armed);
  }

  /** After {@link #enter}: until the descriptor is ready, or closing, or for no reason. */
  public void park(int fd) {
    Thread current = Thread.currentThread();
    if (isWaiting(fd, current)) { // by whose permit it is woken from here on
      LockSupport.park(this);
    }
    leave(fd);
  }

  private boolean isWaiting(int fd, Thread thread) {
    lock.lock();
    try {
      List<Thread> threads = waiters.get(fd);
      return threads != null && threads.contains(thread);
    } finally {
      lock.unlock();
    }
  }

  /** After {@link #enter}: without a wait. */
  public void leave(int fd) {
    lock.lock();
    try {
      remove(fd, Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  private void remove(int fd, Thread thread) {
    List<Thread> threads = waiters.get(fd);
    if (threads != null && threads.remove(thread) && threads.isEmpty()) {
      forget(fd);
    }
  }

  private void forget(int fd) {
    waiters.remove(fd);
    Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_DEL, fd, MemorySegment.NULL);
  }

  /** The descriptor is about to be closed, which would take it out of the set. */
  public void closing(int fd) {
    wake(fd);
  }

  private void poll(MemorySegment ready) {
    try {
      int count;
      do {
        count = resources.epollWait(epoll, ready, MAX_EVENTS, idleMillis);
        for (int i = 0; i < count; i++) {
          long event = (long) Epoll.eventBytes() * i;
          wake(ready.get(JAVA_INT_UNALIGNED, event + Epoll.dataOffset()));
        }
        if (count < 0) {
          LockSupport.parkNanos(RETRY_NANOS); // a signal, or something worse
        }
      } while (count > 0 || !endsIdle());
    } catch (Throwable e) {
      handOn();
      throw e;
    }
  }

  /** The thread ends, and not for want of waiters: they ask again, and the first starts another. */
  private void handOn() {
    lock.lock();
    try {
      running = false;
      for (List<Thread> threads : waiters.values()) {
        threads.forEach(LockSupport::unpark);
      }
      waiters.clear(); // what is armed still does no harm: it's armed again
    } finally {
      lock.unlock();
    }
  }

  private void wake(int fd) {
    List<Thread> threads;
    lock.lock();
    try {
      threads = waiters.get(fd);
      if (threads == null) {
        return;
      }
      forget(fd);
    } finally {
      lock.unlock();
    }
    for (Thread thread : threads) { // nothing that loads a class, for the sake of who closes
      LockSupport.unpark(thread);
    }
  }

  private boolean endsIdle() {
    lock.lock();
    try {
      running = !waiters.isEmpty();
      return !running;
    } finally {
      lock.unlock();
    }
  }
}
