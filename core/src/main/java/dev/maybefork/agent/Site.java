package dev.maybefork.agent;

import static dev.maybefork.agent.Kind.FILE;
import static dev.maybefork.agent.Kind.LOCK;
import static dev.maybefork.agent.Kind.NAME_LOOKUP;
import static dev.maybefork.agent.Kind.PIPE;
import static dev.maybefork.agent.Kind.PROCESS;
import static dev.maybefork.agent.Kind.SOCKET;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The methods of the JDK on Linux that may block in native code, and so get a hook; at the end,
 * those that the waits need.
 *
 * <p>A hook stands where a virtual thread could be preempted: its thread must not change its
 * carrier between the taking and the giving back of what belongs to a carrier. So it stands outside
 * of {@code Blocker}, of temporary direct buffers and of accesses to scoped memory, and a child
 * that was moved stays on its helper for the whole method: see docs/hooks.md, which has all sites.
 *
 * <p>Not here, as the JDK parks virtual threads there: sockets, {@code Pipe}, selectors, {@code
 * Process.waitFor}, and with them whatever is not a file. Nor what nobody can ask about, and which
 * seldom takes long: metadata (stat, list, delete, truncate, ...), opening what isn't a FIFO,
 * writes into the page cache, page faults of mapped files.
 *
 * <p>The arguments to ask with are the {@link Question}'s, in order: {@code 1} is the first
 * parameter, {@code long 1} an int one made long, {@code length 1} that of an array, {@code fd of
 * 1} its field, {@code #1} a constant, {@code #1L} a long one, anything else a field.
 */
enum Site {
  INPUT_READ("java.io.FileInputStream", "read", "()I", null, Question.READ_BYTE, "fd"),
  INPUT_READ_ARRAY(
      "java.io.FileInputStream", "read", "([B)I", null, Question.READ, "fd, 1, #0, length 1"),
  INPUT_READ_BYTES(
      "java.io.FileInputStream", "read", "([BII)I", null, Question.READ, "fd, 1, 2, 3"),
  INPUT_OPEN(
      "java.io.FileInputStream", "open", "(Ljava/lang/String;)V", PIPE, Question.IF_FIFO, "1"),

  // whose methods call those of a file stream within a Blocker
  STDIN_READ("java.lang.System$In", "read", "()I", null, Question.READ_BYTE, "in"),
  STDIN_READ_ARRAY(
      "java.lang.System$In", "read", "([B)I", null, Question.READ, "in, 1, #0, length 1"),
  STDIN_READ_BYTES("java.lang.System$In", "read", "([BII)I", null, Question.READ, "in, 1, 2, 3"),

  PROCESS_READ(
      "java.lang.Process$PipeInputStream", "read", "()I", null, Question.READ_BYTE, "getFD()"),
  PROCESS_READ_ARRAY(
      "java.lang.Process$PipeInputStream",
      "read",
      "([B)I",
      null,
      Question.READ,
      "getFD(), 1, #0, length 1"),
  PROCESS_READ_BYTES(
      "java.lang.Process$PipeInputStream",
      "read",
      "([BII)I",
      null,
      Question.READ,
      "getFD(), 1, 2, 3"),
  PROCESS_WRITE(
      "java.lang.Process$PipeOutputStream",
      "write",
      "(I)V",
      PIPE,
      Question.WRITE_BYTE,
      "getFD(), #0"),
  PROCESS_WRITE_ARRAY(
      "java.lang.Process$PipeOutputStream",
      "write",
      "([B)V",
      PIPE,
      Question.WRITE,
      "getFD(), #0, 1, #0, length 1"),
  PROCESS_WRITE_BYTES(
      "java.lang.Process$PipeOutputStream",
      "write",
      "([BII)V",
      PIPE,
      Question.WRITE,
      "getFD(), #0, 1, 2, 3"),
  STDOUT_WRITE("java.lang.System$Out", "write", "(I)V", PIPE, Question.WRITE_BYTE, "getFD(), #0"),
  STDOUT_WRITE_ARRAY(
      "java.lang.System$Out",
      "write",
      "([B)V",
      PIPE,
      Question.WRITE,
      "getFD(), #0, 1, #0, length 1"),
  STDOUT_WRITE_BYTES(
      "java.lang.System$Out", "write", "([BII)V", PIPE, Question.WRITE, "getFD(), #0, 1, 2, 3"),

  OUTPUT_WRITE("java.io.FileOutputStream", "write", "(I)V", PIPE, Question.WRITE_BYTE, "fd, #0"),
  OUTPUT_WRITE_ARRAY(
      "java.io.FileOutputStream",
      "write",
      "([B)V",
      PIPE,
      Question.WRITE,
      "fd, #0, 1, #0, length 1"),
  OUTPUT_WRITE_BYTES(
      "java.io.FileOutputStream", "write", "([BII)V", PIPE, Question.WRITE, "fd, #0, 1, 2, 3"),
  OUTPUT_OPEN(
      "java.io.FileOutputStream", "open", "(Ljava/lang/String;Z)V", PIPE, Question.IF_FIFO, "1"),

  RANDOM_READ("java.io.RandomAccessFile", "read", "()I", null, Question.READ_BYTE, "fd"),
  RANDOM_READ_BYTES(
      "java.io.RandomAccessFile", "readBytes", "([BII)I", null, Question.READ, "fd, 1, 2, 3"),
  RANDOM_WRITE(
      "java.io.RandomAccessFile", "implWrite", "(I)V", null, Question.WRITE_BYTE, "fd, sync"),
  RANDOM_WRITE_BYTES(
      "java.io.RandomAccessFile",
      "implWriteBytes",
      "([BII)V",
      null,
      Question.WRITE,
      "fd, sync, 1, 2, 3"),
  RANDOM_OPEN(
      "java.io.RandomAccessFile", "open", "(Ljava/lang/String;I)V", PIPE, Question.IF_FIFO, "1"),

  SYNC("java.io.FileDescriptor", "sync", "()V", FILE, Question.NONE, ""),

  CHANNEL_READ(
      "sun.nio.ch.FileChannelImpl",
      "implRead",
      "(Ljava/nio/ByteBuffer;)I",
      null,
      Question.CHANNEL_READ,
      "this, fd, direct, uninterruptible, 1"),
  CHANNEL_PREAD(
      "sun.nio.ch.FileChannelImpl",
      "implRead",
      "(Ljava/nio/ByteBuffer;J)I",
      null,
      Question.CHANNEL_PREAD,
      "this, fd, direct, uninterruptible, 1, 2"),
  CHANNEL_READV(
      "sun.nio.ch.FileChannelImpl",
      "implRead",
      "([Ljava/nio/ByteBuffer;II)J",
      null,
      Question.CHANNEL_READV,
      "this, fd, direct, uninterruptible, 1, 2, 3"),
  CHANNEL_WRITE(
      "sun.nio.ch.FileChannelImpl",
      "implWrite",
      "(Ljava/nio/ByteBuffer;)I",
      null,
      Question.CHANNEL_WRITE,
      "this, fd, sync or direct, uninterruptible, 1"),
  CHANNEL_PWRITE(
      "sun.nio.ch.FileChannelImpl",
      "implWrite",
      "(Ljava/nio/ByteBuffer;J)I",
      FILE,
      Question.IF_DIRECT,
      "sync or direct"),
  CHANNEL_WRITEV(
      "sun.nio.ch.FileChannelImpl",
      "implWrite",
      "([Ljava/nio/ByteBuffer;II)J",
      null,
      Question.CHANNEL_WRITEV,
      "this, fd, sync or direct, uninterruptible, 1, 2, 3"),
  CHANNEL_FORCE("sun.nio.ch.FileChannelImpl", "implForce", "(Z)V", FILE, Question.NONE, ""),
  CHANNEL_LOCK(
      "sun.nio.ch.FileChannelImpl",
      "lock",
      "(JJZ)Ljava/nio/channels/FileLock;",
      LOCK,
      Question.NONE,
      ""),

  // below transferTo and transferFrom, which also call channels that anybody may have written
  TRANSFER_TO(
      "sun.nio.ch.FileChannelImpl",
      "transferToFileChannel",
      "(JILsun/nio/ch/FileChannelImpl;)J",
      null,
      Question.COPY,
      "fd, 1, long 2, fd of 3, #1"),
  TRANSFER_TO_SOCKET(
      "sun.nio.ch.FileChannelImpl",
      "transferToSocketChannel",
      "(JILsun/nio/ch/SocketChannelImpl;)J",
      null,
      Question.COPY,
      "fd, 1, long 2, getFD() of 3, #4"),
  TRANSFER_FROM(
      "sun.nio.ch.FileChannelImpl",
      "transferFromDirect",
      "(Lsun/nio/ch/FileChannelImpl;JJ)J",
      null,
      Question.COPY,
      "fd of 1, #-1L, 3, fd, #1"),

  // Files.copy, if the kernel copies; else it has a buffer of the carrier's when it blocks
  COPY_DIRECT(
      "sun.nio.fs.LinuxFileSystem", "directCopy", "(IIJ)I", FILE, Question.COPY_NUMBERS, "2, 1"),
  FILES_OPEN(
      "sun.nio.fs.UnixNativeDispatcher",
      "open",
      "(Lsun/nio/fs/UnixPath;II)I",
      PIPE,
      Question.IF_FIFO,
      "1"),

  MAPPED_LOAD(
      "java.nio.MappedByteBuffer",
      "load",
      "()Ljava/nio/MappedByteBuffer;",
      FILE,
      Question.IF_MAPPED,
      "fd"),
  MAPPED_FORCE(
      "java.nio.MappedByteBuffer",
      "force",
      "(II)Ljava/nio/MappedByteBuffer;",
      FILE,
      Question.IF_MAPPED,
      "fd"),
  SEGMENT_LOAD(
      "jdk.internal.foreign.MappedMemorySegmentImpl",
      "load",
      "()V",
      FILE,
      Question.IF_MAPPED,
      "unmapper"),
  SEGMENT_FORCE(
      "jdk.internal.foreign.MappedMemorySegmentImpl",
      "force",
      "()V",
      FILE,
      Question.IF_MAPPED,
      "unmapper"),

  LOOKUP(
      "java.net.InetAddress$PlatformResolver",
      "lookupByName",
      "(Ljava/lang/String;Ljava/net/spi/InetAddressResolver$LookupPolicy;)Ljava/util/stream/Stream;",
      NAME_LOOKUP,
      Question.NONE,
      ""),
  REVERSE_LOOKUP(
      "java.net.InetAddress$PlatformResolver",
      "lookupByAddress",
      "([B)Ljava/lang/String;",
      NAME_LOOKUP,
      Question.NONE,
      ""),
  IS_REACHABLE_4(
      "java.net.Inet4AddressImpl",
      "isReachable",
      "(Ljava/net/InetAddress;ILjava/net/NetworkInterface;I)Z",
      SOCKET,
      Question.NONE,
      ""),
  IS_REACHABLE_6(
      "java.net.Inet6AddressImpl",
      "isReachable",
      "(Ljava/net/InetAddress;ILjava/net/NetworkInterface;I)Z",
      SOCKET,
      Question.NONE,
      ""),

  PROCESS_START(
      "java.lang.ProcessImpl",
      "start",
      "([Ljava/lang/String;Ljava/util/Map;Ljava/lang/String;[Ljava/lang/ProcessBuilder$Redirect;Z)"
          + "Ljava/lang/Process;",
      PROCESS,
      Question.NONE,
      ""),

  /** Whoever waits for a descriptor is told that it is being closed. */
  CLOSE("java.io.FileDescriptor", "close", "()V", null, Question.CLOSES, "this"),

  /** Gives the thread that is signalled when a channel is closed under a call on a helper. */
  NATIVE_THREAD("sun.nio.ch.NativeThread", "current", "()J", null, Question.ON_HELPER, ""),

  /** The same since JDK 27. */
  THREAD_TO_SIGNAL(
      "sun.nio.ch.NativeThread",
      "threadToSignal",
      "()Ljava/lang/Thread;",
      null,
      Question.ON_HELPER,
      "");

  final String type;
  final String method;
  final String descriptor;

  /** What it waits for; null if that shows at run time. */
  final @Nullable Kind kind;

  final Question question;

  /** What to ask with; see above. */
  final String arguments;

  Site(
      String type,
      String method,
      String descriptor,
      @Nullable Kind kind,
      Question question,
      String arguments) {
    this.type = type;
    this.method = method;
    this.descriptor = descriptor;
    this.kind = kind;
    this.question = question;
    this.arguments = arguments;
  }

  /** Those that a release of the JDK has. */
  static Set<Site> of(int release) {
    Set<Site> sites = EnumSet.allOf(Site.class);
    sites.remove(release < 27 ? THREAD_TO_SIGNAL : NATIVE_THREAD);
    return sites;
  }

  /** What the hooks pass on. */
  @SuppressWarnings("EnumOrdinal") // a number is all that can be passed through java.base
  int id() {
    return ordinal();
  }

  /** For people. */
  @Override
  public String toString() {
    return type + "." + method + descriptor;
  }
}
