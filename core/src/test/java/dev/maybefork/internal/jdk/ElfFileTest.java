package dev.maybefork.internal.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read from the file of the VM that runs the tests, and from spoilt copies of it. */
class ElfFileTest {
  private static final int SECTION_BYTES = 64;
  private static final int SYMTAB = 2;
  private static final int NOTE = 7;

  @TempDir Path folder;
  private Path vm;

  @BeforeEach
  void find() {
    vm = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
    assumeTrue(Files.exists(vm), "another system has other files");
  }

  private static long[] values(Path file, String name, int size) throws IOException {
    try (ElfFile elf = new ElfFile(file.toString())) {
      return elf.values(new String[] {name}, new int[] {size});
    }
  }

  @Test
  void findsASymbolByItsWholeNameAndSize() throws Exception {
    assertThat(values(vm, "gHotSpotVMTypes", 8)[0]).isPositive();
    assertThatThrownBy(() -> values(vm, "gHotSpotVMTypes", 4))
        .isInstanceOf(IOException.class)
        .hasMessage("it has no symbol gHotSpotVMTypes");
    assertThatThrownBy(() -> values(vm, "HotSpotVMTypes", 8))
        .isInstanceOf(IOException.class)
        .hasMessage("it has no symbol HotSpotVMTypes");
  }

  @Test
  void knowsTheBuild() throws Exception {
    try (ElfFile elf = new ElfFile(vm.toString())) {
      byte[] id = elf.buildId();
      byte[] found = new byte[id.length];
      ByteBuffer.wrap(Files.readAllBytes(vm)).get((int) elf.buildIdAddress(), found);
      assertThat(found).isEqualTo(id).hasSizeGreaterThanOrEqualTo(16);
    }
  }

  @Test
  void aStrippedFileHasNoSymbols() throws Exception {
    Path stripped = without(SYMTAB);
    assertThatThrownBy(() -> values(stripped, "gHotSpotVMTypes", 8))
        .isInstanceOf(IOException.class)
        .hasMessage("it is stripped of its symbols");
  }

  @Test
  void oneMayNotTellItsBuild() throws Exception {
    try (ElfFile elf = new ElfFile(without(NOTE).toString())) {
      assertThatThrownBy(elf::buildId)
          .isInstanceOf(IOException.class)
          .hasMessage("it has no build identifier");
    }
  }

  @Test
  void whatIsNoneIsRefused() throws Exception {
    Path text =
        Files.writeString(folder.resolve("text"), "no ELF file, but long enough ".repeat(9));
    assertThatThrownBy(() -> new ElfFile(text.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("not an ELF file");
    assertThatThrownBy(() -> new ElfFile(folder.resolve("missing").toString()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatEndsTooEarlyIsRefused() throws Exception {
    byte[] head = new byte[100_000];
    ByteBuffer.wrap(Files.readAllBytes(vm)).get(head);
    Path cut = Files.write(folder.resolve("cut"), head);
    assertThatThrownBy(() -> new ElfFile(cut.toString()))
        .isInstanceOf(IOException.class)
        .hasMessage("it ends too early");
  }

  /** A copy in which the sections of that type are of none. */
  private Path without(int type) throws IOException {
    ByteBuffer copy = ByteBuffer.wrap(Files.readAllBytes(vm)).order(ByteOrder.nativeOrder());
    int sections = Math.toIntExact(copy.getLong(40));
    for (int i = 0; i < copy.getShort(60); i++) {
      int at = sections + i * SECTION_BYTES;
      if (copy.getInt(at + 4) == type) {
        copy.putInt(at + 4, 0);
      }
    }
    return Files.write(folder.resolve("spoilt"), copy.array());
  }
}
