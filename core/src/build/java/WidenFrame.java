import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Gives {@code java.lang.MaybeForkStack.frame} so many local variables that its frame in the
 * interpreter takes 16 KiB: what javac has no word for.
 */
final class WidenFrame implements CodeTransform {
  private static final int LOCALS = 2_048; // of 8 bytes

  private WidenFrame() {}

  /** A write to the last of them is what makes a method have them all. */
  @Override
  public void atStart(CodeBuilder code) {
    code.iconst_0().istore(LOCALS - 1);
  }

  @Override
  public void accept(CodeBuilder code, CodeElement element) {
    code.with(element);
  }

  /** Changes the class file. */
  static void widen(Path file) throws IOException {
    ClassModel original = ClassFile.of().parse(Files.readAllBytes(file));
    byte[] widened =
        ClassFile.of()
            .transformClass(
                original,
                ClassTransform.transformingMethodBodies(
                    method -> method.methodName().equalsString("frame"), new WidenFrame()));
    Files.write(file, widened);
  }
}
