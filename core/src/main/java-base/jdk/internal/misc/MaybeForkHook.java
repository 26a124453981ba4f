package jdk.internal.misc;

import java.io.FileDescriptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntBinaryOperator;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;

/**
 * What the agent makes the JDK call before a method that may block in native code. The code that it
 * puts in front of such a method, the site, is
 *
 * <pre>
 *   if (MaybeForkHook.isChild()) {
 *     int result = MaybeForkHook.read(fd, array, offset, length, SITE);
 *     if (result == MOVED) {
 *       try {
 *         return [this same method](array, offset, length);
 *       } finally {
 *         MaybeForkHook.exit();
 *       }
 *     }
 *     if (result != GO_ON) {
 *       return result;
 *     }
 *   }
 *   [as it was]
 * </pre>
 *
 * where MOVED says that the child has been moved to a thread that may block, and runs there
 * already. A child that waits for a pipe isn't moved: it parks until the pipe is ready, and asks
 * again. From then to {@code exit} the child is <i>busy</i>, as it is while it is moved: whatever
 * it calls goes on as it was. Sites that do not read call a method that returns whether the child
 * has been moved.
 *
 * <p>Public, as sites are in other packages of java.base; in a package that is not exported, so
 * that nobody else can call it. Who gets at it all the same finds that it does nothing for other
 * threads than children, and to a child only what a site would.
 */
public final class MaybeForkHook {
  /** Results of the reads, otherwise what the site is to return. */
  public static final int GO_ON = MaybeForkProbe.READY;

  /** See {@link #GO_ON}. */
  public static final int MOVED = MaybeForkProbe.BLOCKS;

  /**
   * What a channel's read or write returns for it to look whether it is still open, and to try
   * again ({@code sun.nio.ch.IOStatus.INTERRUPTED}). Who closes it waits for that.
   */
  private static final int INTERRUPTED = -3;

  /** The child has waited, for ready or not. */
  private static final int WAITED = -12;

  /** Kinds of what blocks. */
  private static final int FILE = 0;

  private static final int PIPE = 1;
  private static final int KINDS = 6;

  /** With the kind: who asks, whether it reads, and what for; above that, the descriptor plus 1. */
  private static final int STREAM = 0;

  private static final int CHANNEL = 8;
  private static final int READS = 16;
  private static final int FD_SHIFT = 5;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final JavaLangAccess JAVA_LANG = SharedSecrets.getJavaLangAccess();
  private static final Class<?> VIRTUAL_THREAD = virtualThread();
  private static final long SCHEDULER = U.objectFieldOffset(VIRTUAL_THREAD, "scheduler");
  private static final long COMPENSATING = U.objectFieldOffset(CarrierThread.class, "compensating");
  private static final JavaIOFileDescriptorAccess FILE_DESCRIPTORS =
      SharedSecrets.getJavaIOFileDescriptorAccess();

  /** What a busy child is at. */
  private static final int ASKS = 0;

  private static final int ON_HELPER = 1;

  /** The children between the start of a move and {@link #exit}. */
  private static final Map<Thread, Integer> BUSY = new ConcurrentHashMap<>();

  private static volatile MaybeForkSeam seams;

  private MaybeForkHook() {}

  /** {@code java.lang.VirtualThread}, which can't be named from here. */
  static Class<?> virtualThread() {
    try {
      return Class.forName("java.lang.VirtualThread");
    } catch (ClassNotFoundException e) {
      throw new InternalError(e);
    }
  }

  /** From now on virtual threads with such a scheduler are children. */
  static synchronized void install(Class<?> schedulers, IntBinaryOperator before, Runnable after) {
    seams = new MaybeForkSeam(schedulers, before, after, seams);
  }

  /** Hooks only look at threads when there may be children. */
  static synchronized void installTest() {
    if (seams == null) {
      install(MaybeForkFiring.class, null, null);
    }
  }

  /** Why the kernel can't be asked whether a call would block; null if it can, or wasn't yet. */
  static Throwable obstacle() {
    return MaybeForkReady.failure;
  }

  /** How many reads of files were on file systems that could not tell whether they'd block. */
  static int unanswered() {
    return MaybeForkReady.isReady() ? MaybeForkProbe.unanswered : 0;
  }

  /** The fast path: whether the current thread is a child. */
  public static boolean isChild() {
    return seams != null && seam(Thread.currentThread()) != null;
  }

  /** What is installed for a child; null for any other thread. */
  private static MaybeForkSeam seam(Thread thread) {
    if (thread.getClass() != VIRTUAL_THREAD) {
      return null; // and has no such field
    }
    Object scheduler = U.getReference(thread, SCHEDULER);
    if (scheduler instanceof ForkJoinPool) { // the JDK's own
      return null;
    }
    if (scheduler instanceof MaybeForkFiring) {
      throw MaybeForkFiring.Fired.INSTANCE;
    }
    MaybeForkSeam seam = seams;
    while (seam != null && !seam.isFor(scheduler)) {
      seam = seam.next;
    }
    return seam;
  }

  /** {@code InputStream.read(byte[], int, int)}. */
  public static int read(FileDescriptor fd, byte[] array, int offset, int length, int site) {
    if (array == null || length <= 0 || offset < 0 || length > array.length - offset || !mayAsk()) {
      return GO_ON;
    }
    int result;
    do {
      int number = number(fd); // which is closed, maybe, when the child has waited
      if (number < 0) {
        return GO_ON;
      }
      result = result(MaybeForkProbe.read(number, array, offset, length), number, site, STREAM);
    } while (result == WAITED);
    return result;
  }

  /** {@code InputStream.read()}. */
  public static int readByte(FileDescriptor fd, int site) {
    if (!mayAsk()) {
      return GO_ON;
    }
    int result;
    do {
      int number = number(fd);
      if (number < 0) {
        return GO_ON;
      }
      result = MaybeForkProbe.readByte(number);
      if (result == MOVED) {
        result = moved(number, site, STREAM);
      }
    } while (result == WAITED);
    return result;
  }

  /** A read into native memory; position -1 is that of the file. */
  public static int read(FileDescriptor fd, long address, int length, long position, int site) {
    int number = number(fd);
    if (number < 0 || length <= 0 || !mayAsk()) {
      return GO_ON;
    }
    return ofChannel(
        result(MaybeForkProbe.read(number, address, length, position), number, site, CHANNEL));
  }

  /** A scattering read; the vector is an array of iovecs. */
  public static int readv(FileDescriptor fd, long vector, int count, int site) {
    int number = number(fd);
    if (number < 0 || count <= 0 || !mayAsk()) {
      return GO_ON;
    }
    return ofChannel(result(MaybeForkProbe.readv(number, vector, count), number, site, CHANNEL));
  }

  private static int result(int probed, int fd, int site, int caller) {
    return switch (probed) {
      case 0 -> -1; // the end of the file
      case MOVED -> moved(fd, site, caller);
      default -> probed;
    };
  }

  private static int ofChannel(int result) {
    return result == WAITED ? INTERRUPTED : result;
  }

  private static int moved(int fd, int site, int caller) {
    return ask(site, kind(fd) | caller | READS | (fd + 1) << FD_SHIFT);
  }

  /** A stream's write of some bytes. */
  public static boolean write(FileDescriptor fd, int length, int site) {
    int result;
    do {
      result = writes(fd, length, site, STREAM);
    } while (result == WAITED);
    return result == MOVED;
  }

  /** A channel's write of some bytes. */
  public static int writeChannel(FileDescriptor fd, int length, int site) {
    return ofChannel(writes(fd, length, site, CHANNEL));
  }

  /** A gathering write. */
  public static int writev(FileDescriptor fd, long vector, int count, int site) {
    return number(fd) >= 0 && isFreeChild() // else the vector may be anything
        ? ofChannel(writes(fd, MaybeForkProbe.total(vector, count), site, CHANNEL))
        : GO_ON;
  }

  /** A pipe that has some room, but maybe not enough, is not waited for: it is ready already. */
  private static int writes(FileDescriptor fd, long length, int site, int caller) {
    int number = number(fd);
    // the first message that a child prints need not wait for that
    if (number < 0
        || !isFreeChild()
        || !(number <= 2 ? MaybeForkReady.now() : MaybeForkReady.await())
        || !MaybeForkProbe.blocksWrite(number, length)) {
      return GO_ON;
    }
    int full = MaybeForkProbe.isFull(number) ? (number + 1) << FD_SHIFT : 0;
    return ask(site, kind(number) | caller | full);
  }

  /** A copy within the kernel; position -1 is that of the source. */
  public static boolean copy(FileDescriptor from, long position, FileDescriptor to, int site) {
    return copy(number(from), position, number(to), site);
  }

  /** The same, of file descriptors that are numbers. */
  public static boolean copy(int from, long position, int to, int site) {
    return from >= 0
        && to >= 0
        && mayAsk()
        && MaybeForkProbe.blocksCopy(from, position, to)
        && blocks(site, kind(from));
  }

  /** What blocks if it is so, such as a file that is written through to its device. */
  public static boolean file(boolean blocks, int site) {
    return blocks && blocks(site, FILE);
  }

  /** To open a FIFO blocks until somebody opens its other end. */
  public static boolean open(Object path, int site) {
    return path != null && isFreeChild() && MaybeForkFifo.is(path) && blocks(site, PIPE);
  }

  /** What always counts as blocking. */
  public static boolean blocks(int site, int kind) {
    return kind >= 0 && kind < KINDS && ask(site, kind) == MOVED;
  }

  /** The last question of all. */
  private static int ask(int site, int what) {
    Thread thread = Thread.currentThread();
    MaybeForkSeam seam = seam(thread);
    if (seam == null || isCompensating() || BUSY.putIfAbsent(thread, ASKS) != null) {
      return GO_ON;
    }
    int result = GO_ON;
    try {
      result = seam.before().applyAsInt(site, what);
    } finally {
      if (result == MOVED) {
        BUSY.replace(thread, ON_HELPER);
      } else {
        BUSY.remove(thread);
      }
    }
    return result;
  }

  /** The call that might have blocked is over, after MOVED or true; else nothing. */
  public static void exit() {
    Thread thread = Thread.currentThread();
    if (BUSY.getOrDefault(thread, ASKS) != ON_HELPER) {
      return;
    }
    try {
      seam(thread).after().run();
    } finally {
      BUSY.remove(thread);
    }
  }

  private static boolean mayAsk() {
    return isFreeChild() && MaybeForkReady.await();
  }

  private static boolean isFreeChild() {
    return isChild() && (BUSY.isEmpty() || !BUSY.containsKey(Thread.currentThread()));
  }

  /** Negative also if there is none. */
  private static int number(FileDescriptor fd) {
    return fd == null ? -1 : FILE_DESCRIPTORS.get(fd);
  }

  /**
   * Whether the pool has got another carrier for this one, which blocks: then nothing is to be won,
   * and the JDK wants the thread to be on the same carrier when the call is over ({@code
   * jdk.internal.misc.Blocker}).
   */
  private static boolean isCompensating() {
    return JAVA_LANG.currentCarrierThread() instanceof CarrierThread carrier
        && U.getInt(carrier, COMPENSATING) != 0;
  }

  private static int kind(int fd) {
    return MaybeForkProbe.isFile(fd) ? FILE : PIPE;
  }
}
