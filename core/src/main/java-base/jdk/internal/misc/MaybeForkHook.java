package jdk.internal.misc;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntBinaryOperator;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;
import jdk.internal.event.FileReadEvent;

/**
 * What the agent makes the JDK call before a method that may block in native code. The code that it
 * puts in front of such a method, the site, is
 *
 * <pre>
 *   if (MaybeForkHook.isChild() &amp;&amp; MaybeForkHook.read(fd, array, offset, length, SITE)) {
 *     try {
 *       return [this same method](array, offset, length);
 *     } finally {
 *       MaybeForkHook.exit();
 *     }
 *   }
 *   [as it was]
 * </pre>
 *
 * where true says that the child has been moved to a thread that may block, and stays there until
 * {@code exit}. A child that waits for a pipe isn't moved: it parks until the pipe is ready, and
 * asks again ({@link MaybeForkWait}). From its asking to {@code exit} the child is <i>busy</i>:
 * whatever it calls goes on as it was.
 *
 * <p>To ask takes no byte of a file or a pipe, and moves no position: it is the JDK's own code that
 * makes the call, once, on one of the two threads. Only a single byte is read right here if it is
 * there, and {@link #readByte} gives it.
 *
 * <p>Public, as sites are in other packages of java.base; in a package that is not exported, so
 * that nobody else can call it. Who gets at it all the same finds that it does nothing for other
 * threads than children, and to a child only what a site would.
 */
public final class MaybeForkHook {
  /** Results of {@link #readByte}, otherwise the byte. */
  public static final int GO_ON = MaybeForkProbe.READY;

  /** See {@link #GO_ON}. */
  public static final int MOVED = MaybeForkProbe.FILE_BLOCKS;

  /** Kinds of what blocks. */
  private static final int FILE = 0;

  private static final int PIPE = 1;
  private static final int KINDS = 6;

  /** What a busy child is at. */
  private static final int ASKS = 0;

  private static final int ON_HELPER = 1;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final JavaLangAccess JAVA_LANG = SharedSecrets.getJavaLangAccess();
  private static final Class<?> VIRTUAL_THREAD = virtualThread();
  private static final long SCHEDULER = U.objectFieldOffset(VIRTUAL_THREAD, "scheduler");
  private static final long COMPENSATING = U.objectFieldOffset(CarrierThread.class, "compensating");
  private static final JavaIOFileDescriptorAccess FILE_DESCRIPTORS =
      SharedSecrets.getJavaIOFileDescriptorAccess();

  /** The children between their last question and {@link #exit}. */
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

  /** {@code InputStream.read()}. */
  public static int readByte(FileDescriptor fd, int site) throws IOException {
    int number = number(fd);
    if (number < 0 || !mayAsk()) {
      return GO_ON;
    }
    if (!FileReadEvent.enabled()) { // which the JDK's own code records
      int result = MaybeForkProbe.readByte(number);
      if (result >= -1 || result == MaybeForkProbe.READY) {
        return result;
      }
    }
    return reads(MaybeForkWait.ofStream(fd), MaybeForkProbe.CURRENT, 1, site) ? MOVED : GO_ON;
  }

  /** {@code InputStream.read(byte[], int, int)}. */
  public static boolean read(FileDescriptor fd, byte[] array, int offset, int length, int site)
      throws IOException {
    return isWithin(array, offset, length)
        && mayAsk()
        && reads(MaybeForkWait.ofStream(fd), MaybeForkProbe.CURRENT, length, site);
  }

  private static boolean isWithin(byte[] array, int offset, int length) {
    return array != null && length > 0 && offset >= 0 && length <= array.length - offset;
  }

  /** A channel's read. */
  public static boolean read(
      FileChannel channel,
      FileDescriptor fd,
      boolean direct,
      boolean uninterruptible,
      ByteBuffer buffer,
      int site)
      throws IOException {
    long length = remaining(buffer);
    return reads(channel, fd, direct, uninterruptible, MaybeForkProbe.CURRENT, length, site);
  }

  /** A channel's read at a position. */
  public static boolean read(
      FileChannel channel,
      FileDescriptor fd,
      boolean direct,
      boolean uninterruptible,
      ByteBuffer buffer,
      long position,
      int site)
      throws IOException {
    long length = position < 0 ? 0 : remaining(buffer); // negative is no valid argument
    return reads(channel, fd, direct, uninterruptible, position, length, site);
  }

  /** A scattering read. */
  public static boolean read(
      FileChannel channel,
      FileDescriptor fd,
      boolean direct,
      boolean uninterruptible,
      ByteBuffer[] buffers,
      int offset,
      int length,
      int site)
      throws IOException {
    long total = remaining(buffers, offset, length);
    return reads(channel, fd, direct, uninterruptible, MaybeForkProbe.CURRENT, total, site);
  }

  /** Past the page cache it always blocks. */
  private static boolean reads(
      FileChannel channel,
      FileDescriptor fd,
      boolean direct,
      boolean uninterruptible,
      long position,
      long length,
      int site)
      throws IOException {
    if (direct) {
      return blocks(site, FILE);
    }
    return length > 0
        && mayAsk()
        && reads(MaybeForkWait.ofChannel(channel, fd, uninterruptible), position, length, site);
  }

  /** 0 also for what is no valid argument. */
  private static long remaining(ByteBuffer buffer) {
    return buffer == null ? 0 : buffer.remaining();
  }

  /** See {@link #remaining(ByteBuffer)}. */
  private static long remaining(ByteBuffer[] buffers, int offset, int length) {
    if (buffers == null || offset < 0 || length < 0 || length > buffers.length - offset) {
      return 0;
    }
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      if (buffers[i] == null) {
        return 0;
      }
      total += buffers[i].remaining();
    }
    return total;
  }

  /** Whether it has been moved. A pipe that is ready again may be empty again, so it's asked. */
  private static boolean reads(MaybeForkWait wait, long position, long length, int site)
      throws IOException {
    int result;
    do {
      int number = wait.number(); // of what is closed, maybe, when the child has waited
      int answer = number < 0 ? GO_ON : MaybeForkProbe.asksRead(number, position, length);
      result =
          switch (answer) {
            case MaybeForkProbe.FILE_BLOCKS -> ask(site, FILE, null);
            case MaybeForkProbe.PIPE_BLOCKS -> ask(site, PIPE | MaybeForkWait.READS, wait);
            default -> GO_ON;
          };
    } while (result == MaybeForkWait.WAITED);
    return result == MOVED;
  }

  /** {@code OutputStream.write(int)}. */
  public static boolean writeByte(FileDescriptor fd, boolean sync, int site) throws IOException {
    return sync ? blocks(site, FILE) : writes(MaybeForkWait.ofStream(fd), 1, site);
  }

  /** {@code OutputStream.write(byte[], int, int)}. */
  public static boolean write(
      FileDescriptor fd, boolean sync, byte[] array, int offset, int length, int site)
      throws IOException {
    if (!isWithin(array, offset, length)) {
      return false;
    }
    return sync ? blocks(site, FILE) : writes(MaybeForkWait.ofStream(fd), length, site);
  }

  /** A channel's write. */
  public static boolean write(
      FileChannel channel,
      FileDescriptor fd,
      boolean through,
      boolean uninterruptible,
      ByteBuffer buffer,
      int site)
      throws IOException {
    return writes(channel, fd, through, uninterruptible, remaining(buffer), site);
  }

  /** A gathering write. */
  public static boolean write(
      FileChannel channel,
      FileDescriptor fd,
      boolean through,
      boolean uninterruptible,
      ByteBuffer[] buffers,
      int offset,
      int length,
      int site)
      throws IOException {
    long total = remaining(buffers, offset, length);
    return writes(channel, fd, through, uninterruptible, total, site);
  }

  /** What is written through to its device always blocks. */
  private static boolean writes(
      FileChannel channel,
      FileDescriptor fd,
      boolean through,
      boolean uninterruptible,
      long length,
      int site)
      throws IOException {
    if (through) {
      return blocks(site, FILE);
    }
    return length > 0
        && writes(MaybeForkWait.ofChannel(channel, fd, uninterruptible), length, site);
  }

  /** A pipe that has some room, but maybe not enough, is not waited for: it is ready already. */
  private static boolean writes(MaybeForkWait wait, long length, int site) throws IOException {
    int result;
    do {
      int number = wait.number();
      // the first message that a child prints need not wait for that
      if (number < 0
          || !isFreeChild()
          || !(number <= 2 ? MaybeForkReady.now() : MaybeForkReady.await())) {
        return false;
      }
      result =
          switch (MaybeForkProbe.asksWrite(number, length)) {
            case MaybeForkProbe.PIPE_BLOCKS -> ask(site, PIPE, wait);
            case MaybeForkProbe.PIPE_MAY_BLOCK -> ask(site, PIPE, null);
            default -> GO_ON;
          };
    } while (result == MaybeForkWait.WAITED);
    return result == MOVED;
  }

  /** A copy within the kernel; if the position is negative, from that of the source. */
  public static boolean copy(
      FileDescriptor from,
      long position,
      long length,
      FileDescriptor to,
      int kindOfTarget,
      int site) {
    int target = number(to);
    return mayAskToCopy(number(from), position, length, target)
        && blocks(site, MaybeForkProbe.isFile(target) ? FILE : kindOfTarget);
  }

  /** The same of all that is left, of file descriptors that are numbers. */
  public static boolean copy(int from, int to, int site) {
    return mayAskToCopy(from, MaybeForkProbe.CURRENT, 0, to) && blocks(site, FILE);
  }

  private static boolean mayAskToCopy(int from, long position, long length, int to) {
    return from >= 0
        && to >= 0
        && mayAsk()
        && MaybeForkProbe.blocksCopy(from, position, length, to);
  }

  /** What blocks if it is so, such as a file that is written through to its device. */
  public static boolean file(boolean blocks, int site) {
    return blocks && blocks(site, FILE);
  }

  /** A mapped file; there's none if it is null. */
  public static boolean mapped(Object file, int site) {
    return file != null && blocks(site, FILE);
  }

  /** To open a FIFO blocks until somebody opens its other end. */
  public static boolean open(Object path, int site) {
    return path != null && isFreeChild() && MaybeForkFifo.is(path) && blocks(site, PIPE);
  }

  /** What always counts as blocking. */
  public static boolean blocks(int site, int kind) {
    if (kind < 0 || kind >= KINDS) {
      return false; // no site asks that
    }
    try {
      return ask(site, kind, null) == MOVED;
    } catch (IOException e) {
      throw new InternalError(e); // there was no wait
    }
  }

  /** The last question of all, or the wait for a pipe. */
  private static int ask(int site, int what, MaybeForkWait wait) throws IOException {
    Thread thread = Thread.currentThread();
    MaybeForkSeam seam = seam(thread);
    if (seam == null || isCompensating() || BUSY.putIfAbsent(thread, ASKS) != null) {
      return GO_ON;
    }
    int result = GO_ON;
    try {
      result =
          wait == null
              ? seam.before().applyAsInt(site, what)
              : wait.await(seam.before(), site, what);
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

  /**
   * Whether the current child is on a helper, for the time of a call. Then it's that thread which a
   * channel that is closed has to signal; a virtual thread it only waits for.
   */
  public static boolean isOnHelper() {
    return !BUSY.isEmpty() && BUSY.getOrDefault(Thread.currentThread(), ASKS) == ON_HELPER;
  }

  /** By anybody, who closes the descriptor next, and has its lock until that is done. */
  public static void closing(FileDescriptor fd) {
    if (!MaybeForkWait.isAnyone()) {
      return;
    }
    for (MaybeForkSeam seam = seams; seam != null; seam = seam.next) {
      IntBinaryOperator before = seam.before();
      if (before != null) {
        MaybeForkWait.wake(before, number(fd));
      }
    }
  }

  private static boolean mayAsk() {
    return isFreeChild() && MaybeForkReady.await();
  }

  private static boolean isFreeChild() {
    return isChild() && (BUSY.isEmpty() || !BUSY.containsKey(Thread.currentThread()));
  }

  /** Negative also if there is none. */
  static int number(FileDescriptor fd) {
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
}
