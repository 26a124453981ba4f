package dev.maybefork;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Parks virtual threads until descriptors are ready: pipes, FIFOs and terminals, for which the JDK
 * blocks in native code although the kernel can tell when they are ready. No thread is held while
 * one waits, so there may be any number.
 *
 * <p>One platform thread waits for all of them, by epoll, until there have been none for a while.
 * The JDK has such a thing for sockets ({@code sun.nio.ch.Poller}), but it knows one waiter a
 * descriptor.
 */
final class DescriptorPoller {
  private static final int EPOLLIN = 0x1;
  private static final int EPOLLOUT = 0x4;

  private static final Duration IDLE = Duration.ofSeconds(10);

  static final DescriptorPoller FOR_READING = new DescriptorPoller("read", EPOLLIN, IDLE);
  static final DescriptorPoller FOR_WRITING = new DescriptorPoller("write", EPOLLOUT, IDLE);

  private static final int EPOLLONESHOT = 1 << 30;
  private static final int EVENT_BYTES = 12; // packed: int events, long data
  private static final int MAX_EVENTS = 256;

  private final String name;
  private final int events;
  private final int idleMillis;
  private final ReentrantLock lock = new ReentrantLock();

  // guarded by lock
  private final Map<Integer, List<Thread>> waiters = new HashMap<>();
  private int epoll = -1;
  private boolean running;

  private DescriptorPoller(String name, int events, Duration idle) {
    this.name = name;
    this.events = events | EPOLLONESHOT;
    this.idleMillis = (int) idle.toMillis();
  }

  /** One whose thread is called so, and ends when it was idle for so long. */
  static DescriptorPoller forReading(String name, Duration idle) {
    return new DescriptorPoller(name, EPOLLIN, idle);
  }

  /**
   * Parks the current thread until the descriptor is ready, or so long, or for no reason, or
   * because it's interrupted.
   *
   * @return false if the kernel can't tell for such a descriptor; then nothing was waited
   */
  boolean await(int fd, long nanos) {
    Thread current = Thread.currentThread();
    if (!add(fd, current)) {
      return false;
    }
    try {
      LockSupport.parkNanos(this, nanos);
    } finally {
      remove(fd, current);
    }
    return true;
  }

  private boolean add(int fd, Thread thread) {
    lock.lock();
    try {
      if (epoll < 0) {
        epoll = LinuxCalls.epollCreate();
      }
      if (!arm(fd)) {
        return false;
      }
      waiters.computeIfAbsent(fd, _ -> new ArrayList<>(1)).add(thread);
      if (!running) {
        running = true;
        PlatformThreads.start("maybefork-poller-" + name, this::poll);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The descriptor may be known, or known and closed and another one by now, or new. */
  private boolean arm(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT_BYTES);
      event.set(JAVA_INT, 0, events);
      event.set(JAVA_INT_UNALIGNED, 4, fd);
      return LinuxCalls.epollCtl(epoll, LinuxCalls.EPOLL_CTL_MOD, fd, event)
          || LinuxCalls.epollCtl(epoll, LinuxCalls.EPOLL_CTL_ADD, fd, event);
    }
  }

  private void remove(int fd, Thread thread) {
    lock.lock();
    try {
      List<Thread> threads = waiters.get(fd);
      if (threads != null && threads.remove(thread) && threads.isEmpty()) {
        forget(fd);
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget(int fd) {
    waiters.remove(fd);
    LinuxCalls.epollCtl(epoll, LinuxCalls.EPOLL_CTL_DEL, fd, MemorySegment.NULL);
  }

  private void poll() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ready = arena.allocate((long) EVENT_BYTES * MAX_EVENTS, 8);
      int count;
      do {
        count = LinuxCalls.epollWait(epoll, ready, MAX_EVENTS, idleMillis);
        for (int i = 0; i < count; i++) {
          wake(ready.get(JAVA_INT_UNALIGNED, (long) EVENT_BYTES * i + 4));
        }
      } while (count > 0 || !endsIdle());
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
    threads.forEach(LockSupport::unpark);
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
