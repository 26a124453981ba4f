package dev.maybefork.internal.jdk;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantValueEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The members of the JDK that the library's classes in java.base need, and whether the running JDK
 * has them. Who needs what is read from those classes themselves, so nothing can be left out. Read
 * as class files: nothing is loaded or initialised by that. For a diagnosis, and for the self-test
 * where nobody has run the library.
 */
public final class JdkMembers {
  private static final String SKELETON = "skeleton/VirtualThread";

  private final Map<String, @Nullable ClassModel> types = new HashMap<>();
  private final Set<String> needed = new TreeSet<>();
  private final List<String> wrong = new ArrayList<>();

  private JdkMembers() throws IOException {
    for (String name : ClassFiles.names()) {
      if (!isOfOtherRelease(name) && !name.equals(SKELETON)) {
        check(ClassFile.of().parse(ClassFiles.read(name)));
      }
    }
    checkConstants(ClassFile.of().parse(ClassFiles.read(SKELETON)));
  }

  /**
   * Looks at all of them.
   *
   * @throws IOException if the library is incomplete
   */
  public static JdkMembers check() throws IOException {
    return new JdkMembers();
  }

  /** How many the library needs. */
  public int needed() {
    return needed.size();
  }

  /** Those that are not there, or not as they have to be. */
  public List<String> wrong() {
    return List.copyOf(wrong);
  }

  private static boolean isOfOtherRelease(String name) {
    return Character.isDigit(name.charAt(0)) && !name.startsWith(JavaBase.release());
  }

  private void check(ClassModel user) {
    user.methods().stream()
        .flatMap(method -> method.code().stream())
        .flatMap(code -> code.elementStream())
        .forEach(element -> {
          if (element instanceof InvokeInstruction call) {
            boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
            checkMember(
                call.owner(), call.name().stringValue(), call.type().stringValue(), isStatic);
          } else if (element instanceof FieldInstruction access) {
            boolean isStatic =
                access.opcode() == Opcode.GETSTATIC || access.opcode() == Opcode.PUTSTATIC;
            checkMember(
                access.owner(), access.name().stringValue(), access.type().stringValue(), isStatic);
          }
        });
  }

  private void checkMember(ClassEntry owner, String name, String type, boolean isStatic) {
    String ownerName = owner.asInternalName();
    if (isOurs(ownerName) || ownerName.startsWith("[") || name.equals("invokeExact")) {
      return; // the last has whatever type it is called with
    }
    String member = ownerName.replace('/', '.') + "." + name + (type.startsWith("(") ? type : "");
    if (needed.add(member)) {
      Boolean found = findStatic(ownerName, name, type);
      if (found == null) {
        wrong.add(member + " is missing");
      } else if (found != isStatic) {
        wrong.add(member + (isStatic ? " is not static" : " is static"));
      }
    }
  }

  private static boolean isOurs(String owner) {
    return owner.startsWith("java/lang/MaybeFork")
        || owner.startsWith("jdk/internal/misc/MaybeFork")
        || owner.startsWith("java/lang/VirtualThread$");
  }

  /** Whether the member is static; null if neither the class nor what it inherits from has it. */
  private @Nullable Boolean findStatic(String owner, String name, String type) {
    ClassModel model = type(owner);
    if (model == null) {
      return null;
    }
    for (var method : model.methods()) {
      if (method.methodName().equalsString(name) && method.methodType().equalsString(type)) {
        return method.flags().has(AccessFlag.STATIC);
      }
    }
    FieldModel field = field(model, name, type);
    if (field != null) {
      return field.flags().has(AccessFlag.STATIC);
    }
    List<ClassEntry> parents = new ArrayList<>(model.interfaces());
    model.superclass().ifPresent(parents::add);
    for (ClassEntry parent : parents) {
      Boolean found = findStatic(parent.asInternalName(), name, type);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable FieldModel field(ClassModel model, String name, String type) {
    for (FieldModel field : model.fields()) {
      if (field.fieldName().equalsString(name) && field.fieldType().equalsString(type)) {
        return field;
      }
    }
    return null;
  }

  private @Nullable ClassModel type(String name) {
    return types.computeIfAbsent(name, JdkMembers::read);
  }

  private static @Nullable ClassModel read(String name) {
    try (InputStream in = Object.class.getModule().getResourceAsStream(name + ".class")) {
      return in == null ? null : ClassFile.of().parse(in.readAllBytes());
    } catch (IOException e) {
      return null;
    }
  }

  /** The compiler has copied them. */
  private void checkConstants(ClassModel skeleton) {
    ClassModel real = type(skeleton.thisClass().asInternalName());
    for (FieldModel field : skeleton.fields()) {
      ConstantValueEntry expected = constant(field);
      if (expected != null) {
        String name = field.fieldName().stringValue();
        needed.add("java.lang.VirtualThread." + name);
        FieldModel found = real == null ? null : field(real, name, field.fieldType().stringValue());
        ConstantValueEntry value = found == null ? null : constant(found);
        if (value == null || !value.constantValue().equals(expected.constantValue())) {
          wrong.add("java.lang.VirtualThread." + name + " is not " + expected.constantValue());
        }
      }
    }
  }

  private static @Nullable ConstantValueEntry constant(FieldModel field) {
    return field
        .findAttribute(Attributes.constantValue())
        .map(attribute -> attribute.constant())
        .orElse(null);
  }
}
