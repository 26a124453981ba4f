package dev.maybefork.agent;

/** How a hook finds out whether a call would block: a method of {@code MaybeForkHook}. */
enum Question {
  /** One byte, read at once if it is there. */
  READ_BYTE("readByte", "(Ljava/io/FileDescriptor;I)I"),
  /** Whether all that a stream's read would give is there. */
  READ("read", "(Ljava/io/FileDescriptor;[BIII)Z"),
  /** The same of a channel, after whether it reads from the device on each call. */
  CHANNEL_READ(
      "read", "(Ljava/nio/channels/FileChannel;Ljava/io/FileDescriptor;ZZLjava/nio/ByteBuffer;I)Z"),
  /** The same at a position. */
  CHANNEL_PREAD(
      "read",
      "(Ljava/nio/channels/FileChannel;Ljava/io/FileDescriptor;ZZLjava/nio/ByteBuffer;JI)Z"),
  /** The same into several buffers. */
  CHANNEL_READV(
      "read",
      "(Ljava/nio/channels/FileChannel;Ljava/io/FileDescriptor;ZZ[Ljava/nio/ByteBuffer;III)Z"),
  /** Whether it is written through to the device on each call, or a pipe is full. */
  WRITE_BYTE("writeByte", "(Ljava/io/FileDescriptor;ZI)Z"),
  /** The same, or a pipe may not take that much. */
  WRITE("write", "(Ljava/io/FileDescriptor;Z[BIII)Z"),
  /** The same of a channel. */
  CHANNEL_WRITE(
      "write",
      "(Ljava/nio/channels/FileChannel;Ljava/io/FileDescriptor;ZZLjava/nio/ByteBuffer;I)Z"),
  /** The same from several buffers. */
  CHANNEL_WRITEV(
      "write",
      "(Ljava/nio/channels/FileChannel;Ljava/io/FileDescriptor;ZZ[Ljava/nio/ByteBuffer;III)Z"),
  /** Whether so many bytes are there, and the target, of a kind, takes something. */
  COPY("copy", "(Ljava/io/FileDescriptor;JJLjava/io/FileDescriptor;II)Z"),
  /** The same of all the bytes, where a file descriptor is a number, and the target is a file. */
  COPY_NUMBERS("copy", "(III)Z"),
  /** Whether the file is written to, or read from, its device on each call. */
  IF_DIRECT("file", "(ZI)Z"),
  /** Whether there is a file. */
  IF_MAPPED("mapped", "(Ljava/lang/Object;I)Z"),
  /** Whether it is a FIFO. */
  IF_FIFO("open", "(Ljava/lang/Object;I)Z"),
  /** Nobody can tell: it counts as blocking. */
  NONE("blocks", "(II)Z"),
  /** No question. */
  CLOSES("closing", "(Ljava/io/FileDescriptor;)V"),
  /** Whether the child stays on the thread that it is on until the call is over. */
  ON_HELPER("isOnHelper", "()Z");

  /** The method that answers. */
  final String method;

  /** Its descriptor; the last parameter is the site, for NONE followed by its kind. */
  final String descriptor;

  Question(String method, String descriptor) {
    this.method = method;
    this.descriptor = descriptor;
  }

  /** Whether the site may block. */
  boolean isQuestion() {
    return this != CLOSES && this != ON_HELPER;
  }

  /** Whether the answer may be the result of the call. */
  boolean givesResult() {
    return descriptor.endsWith("I");
  }
}
