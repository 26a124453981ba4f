package dev.maybefork.agent;

/**
 * How a hook finds out whether a call would block: a method of {@code
 * jdk.internal.misc.MaybeForkHook}.
 */
enum Question {
  /** One byte, read at once if it is there. */
  READ_BYTE("readByte", "(Ljava/io/FileDescriptor;I)I"),
  /** Read at once, into an array, if all of it is there. */
  READ("read", "(Ljava/io/FileDescriptor;[BIII)I"),
  /** The same into native memory. */
  READ_NATIVE("read", "(Ljava/io/FileDescriptor;JIJI)I"),
  /** The same into several buffers. */
  READV("readv", "(Ljava/io/FileDescriptor;JII)I"),
  /** Whether a pipe takes that much. Files always do. */
  WRITE("write", "(Ljava/io/FileDescriptor;II)Z"),
  /** The same of a channel. */
  WRITE_CHANNEL("writeChannel", "(Ljava/io/FileDescriptor;II)I"),
  /** The same from several buffers. */
  WRITEV("writev", "(Ljava/io/FileDescriptor;JII)I"),
  /** Whether the first byte is there, and the target takes something. */
  COPY("copy", "(Ljava/io/FileDescriptor;JLjava/io/FileDescriptor;I)Z"),
  /** The same, where a file descriptor is a number. */
  COPY_NUMBERS("copy", "(IJII)Z"),
  /** Whether the file is written to, or read from, its device on each call. */
  IF_DIRECT("file", "(ZI)Z"),
  /** Whether it is a FIFO. */
  IF_FIFO("open", "(Ljava/lang/Object;I)Z"),
  /** Nobody can tell: it counts as blocking. */
  NONE("blocks", "(II)Z");

  /** The method that answers. */
  final String method;

  /** Its descriptor; the last parameter is the site, for NONE followed by its kind. */
  final String descriptor;

  Question(String method, String descriptor) {
    this.method = method;
    this.descriptor = descriptor;
  }

  /** Whether the answer may be the result of the call. */
  boolean givesResult() {
    return descriptor.endsWith("I");
  }
}
