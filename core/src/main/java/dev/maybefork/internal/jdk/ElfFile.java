package dev.maybefork.internal.jdk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The symbols of a shared library for 64 bits, and which build of it this is. See <a
 * href="https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html">System V ABI</a>, chapter 4.
 */
final class ElfFile implements AutoCloseable {
  /** The local ones are in it, too; a stripped file has none. */
  private static final int SYMTAB = 2;

  private static final int NOTE = 7;
  private static final int SECTION_BYTES = 64;
  private static final int SYMBOL_BYTES = 24;

  /** The type of a symbol that is a variable. */
  private static final int OBJECT = 1;

  /** Of a note: its type, who has written it, and where what it says begins. */
  private static final int BUILD_ID = 3;

  private static final int GNU = 0x00554E47;
  private static final int DESCRIPTION = 16;

  /** A section: its place in the file, and in memory. */
  private record Section(int type, long address, long offset, long size, int link) {}

  private final RandomAccessFile file;
  private final Section[] sections;

  /**
   * Opens it.
   *
   * @throws IOException if it can't be read, or is none
   */
  ElfFile(String path) throws IOException {
    file = new RandomAccessFile(path, "r");
    try {
      sections = sections();
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private Section[] sections() throws IOException {
    ByteBuffer header = inOrder(bytes(0, SECTION_BYTES));
    boolean is64 = header.getInt(0) == 0x464C457F && header.get(4) == 2;
    if (!is64 || Short.toUnsignedInt(header.getShort(58)) != SECTION_BYTES) {
      throw new IOException("not an ELF file for 64 bits, of this byte order");
    }
    int count = Short.toUnsignedInt(header.getShort(60));
    ByteBuffer table = inOrder(bytes(header.getLong(40), (long) count * SECTION_BYTES));
    Section[] result = new Section[count];
    for (int i = 0; i < count; i++) {
      int at = i * SECTION_BYTES;
      result[i] =
          new Section(
              table.getInt(at + 4),
              table.getLong(at + 16),
              table.getLong(at + 24),
              table.getLong(at + 32),
              table.getInt(at + 40));
    }
    return result;
  }

  /**
   * The values of symbols, which are addresses relative to where the library is loaded. Read when a
   * JVM starts, with code that nothing has compiled yet: so of tens of thousands of symbols it
   * looks at one byte each.
   *
   * @throws IOException if one is missing, or is no object of that size
   */
  long[] values(String[] names, int[] sizes) throws IOException {
    Section symbols = section(SYMTAB);
    byte[] bytes = bytes(symbols);
    ByteBuffer table = inOrder(bytes);
    byte[] text = bytes(sections[symbols.link]);
    long[] result = new long[names.length];
    for (int at = 0; at < bytes.length; at += SYMBOL_BYTES) {
      if ((bytes[at + 4] & 0xF) == OBJECT) {
        long size = table.getLong(at + 16);
        for (int i = 0; i < names.length; i++) {
          if (size == sizes[i] && isString(text, table.getInt(at), names[i])) {
            result[i] = table.getLong(at + 8);
          }
        }
      }
    }
    for (int i = 0; i < names.length; i++) {
      if (result[i] == 0) {
        throw new IOException("it has no symbol ".concat(names[i]));
      }
    }
    return result;
  }

  private static boolean isString(byte[] text, int at, String expected) {
    int end = at + expected.length();
    if (at < 0 || end >= text.length || text[end] != 0) {
      return false;
    }
    for (int i = expected.length() - 1; i >= 0; i--) { // many have their beginning in common
      if (text[at + i] != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Of which build it is.
   *
   * @throws IOException if it doesn't tell
   */
  byte[] buildId() throws IOException {
    ByteBuffer note = inOrder(bytes(buildNote()));
    byte[] id = new byte[note.getInt(4)];
    note.get(DESCRIPTION, id);
    return id;
  }

  /**
   * Where that stands in memory, relative to where the library is loaded.
   *
   * @throws IOException if it doesn't tell
   */
  long buildIdAddress() throws IOException {
    return buildNote().address + DESCRIPTION;
  }

  private Section buildNote() throws IOException {
    for (Section each : sections) {
      if (each.type == NOTE && each.address != 0) {
        ByteBuffer note = inOrder(bytes(each));
        if (note.getInt(0) == 4 && note.getInt(8) == BUILD_ID && note.getInt(12) == GNU) {
          return each;
        }
      }
    }
    throw new IOException("it has no build identifier");
  }

  private Section section(int type) throws IOException {
    for (Section each : sections) {
      if (each.type == type) {
        return each;
      }
    }
    throw new IOException("it is stripped of its symbols");
  }

  private byte[] bytes(Section section) throws IOException {
    return bytes(section.offset, section.size);
  }

  private byte[] bytes(long offset, long size) throws IOException {
    if (offset < 0 || size < 0 || offset + size > file.length() || size > Integer.MAX_VALUE) {
      throw new IOException("it ends too early");
    }
    byte[] bytes = new byte[(int) size];
    file.seek(offset);
    file.readFully(bytes);
    return bytes;
  }

  private static ByteBuffer inOrder(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
