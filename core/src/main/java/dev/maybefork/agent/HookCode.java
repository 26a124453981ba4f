package dev.maybefork.agent;

import dev.maybefork.internal.jdk.HookProtocol;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the hook in front of the code of a site: see {@code jdk.internal.misc.MaybeForkHook} for
 * what it looks like in Java. In front only, and with calls of the method itself in place of jumps,
 * so that it fits whatever code there is.
 */
final class HookCode implements CodeTransform {
  private static final ClassDesc HOOK = ClassDesc.of("jdk.internal.misc.MaybeForkHook");
  private static final MethodTypeDesc IS_CHILD = MethodTypeDesc.of(ConstantDescs.CD_boolean);
  private static final MethodTypeDesc EXIT = MethodTypeDesc.of(ConstantDescs.CD_void);
  private static final MethodTypeDesc CURRENT = MethodTypeDesc.of(ConstantDescs.CD_long);
  private static final MethodTypeDesc HELPER =
      MethodTypeDesc.of(ClassDesc.of("java.lang.Thread"), ConstantDescs.CD_long);
  private static final ClassDesc FILE_DESCRIPTOR = ClassDesc.of("java.io.FileDescriptor");
  private static final ClassDesc UNMAPPER =
      ClassDesc.of("jdk.internal.access.foreign.UnmapperProxy");
  private static final MethodTypeDesc GET_FD = MethodTypeDesc.of(FILE_DESCRIPTOR);

  private final Site site;
  private final ClassDesc type;
  private final MethodTypeDesc descriptor;
  private final boolean isStatic;

  HookCode(Site site, int flags) {
    this.site = site;
    type = ClassDesc.of(site.type);
    descriptor = MethodTypeDesc.ofDescriptor(site.descriptor);
    isStatic = (flags & ClassFile.ACC_STATIC) != 0;
  }

  private static String[] arguments(Site site) {
    return site.arguments.isEmpty() ? new String[0] : site.arguments.split(", ", -1);
  }

  /** The fields of its own class that the hook of a site reads. */
  static List<String> fields(Site site) {
    List<String> fields = new ArrayList<>();
    for (String argument : arguments(site)) {
      switch (argument) {
        case "fd", "sync", "direct", "uninterruptible", "unmapper" -> fields.add(argument);
        case "fd of 1", "fd of 3" -> fields.add("fd"); // of another object of the class
        case "sync or direct" -> fields.addAll(List.of("sync", "direct"));
        default -> {} // a parameter, or in another class
      }
    }
    return fields;
  }

  @Override
  public void accept(CodeBuilder code, CodeElement element) {
    code.with(element);
  }

  @Override
  public void atStart(CodeBuilder code) {
    Label asItWas = code.newLabel();
    code.invokestatic(HOOK, "isChild", IS_CHILD);
    switch (site.question) {
      case CLOSES -> {
        code.pop(); // the descriptors of all threads
        ask(code);
      }
      case ON_HELPER -> {
        code.ifeq(asItWas);
        ask(code);
        code.ifeq(asItWas);
        returnHelper(code);
      }
      default -> {
        code.ifeq(asItWas);
        ask(code);
        callAgainIfMoved(code, asItWas);
      }
    }
    code.labelBinding(asItWas);
  }

  /** Its identifier, or the thread itself, which is given the identifier: as the JDK has it. */
  private void returnHelper(CodeBuilder code) {
    code.invokestatic(type, "current0", CURRENT);
    if (descriptor.equals(CURRENT)) {
      code.lreturn();
    } else {
      code.invokestatic(HOOK, "helper", HELPER).areturn();
    }
  }

  private void ask(CodeBuilder code) {
    for (String argument : arguments(site)) {
      push(code, argument);
    }
    if (site.question.isQuestion()) {
      code.loadConstant(site.id());
    }
    if (site.question == Question.NONE && site.kind != null) {
      code.loadConstant(site.kind.id);
    }
    code.invokestatic(
        HOOK, site.question.method, MethodTypeDesc.ofDescriptor(site.question.descriptor));
  }

  private void callAgainIfMoved(CodeBuilder code, Label asItWas) {
    if (site.question.givesResult()) {
      returnResult(code, asItWas);
    } else {
      code.ifeq(asItWas);
    }
    callAgain(code);
  }

  private void push(CodeBuilder code, String argument) {
    if (argument.startsWith("#")) {
      pushConstant(code, argument.substring(1));
    } else if (argument.startsWith("length ")) {
      code.aload(slot(code, argument.substring(7))).arraylength();
    } else if (argument.startsWith("long ")) {
      code.iload(slot(code, argument.substring(5))).i2l();
    } else if (Character.isDigit(argument.charAt(0))) {
      int parameter = Integer.parseInt(argument) - 1;
      code.loadLocal(TypeKind.from(descriptor.parameterType(parameter)), slot(code, argument));
    } else {
      pushField(code, argument);
    }
  }

  private static int slot(CodeBuilder code, String parameter) {
    return code.parameterSlot(Integer.parseInt(parameter) - 1);
  }

  /** A long one, if it says so; else an int. */
  private static void pushConstant(CodeBuilder code, String constant) {
    if (constant.endsWith("L")) {
      code.loadConstant(Long.parseLong(constant, 0, constant.length() - 1, 10));
    } else {
      code.loadConstant(Integer.parseInt(constant));
    }
  }

  private void pushField(CodeBuilder code, String name) {
    switch (name) {
      case "this" -> code.aload(0);
      case "getFD()" -> code.aload(0).invokevirtual(type, "getFD", GET_FD);
      case "in" -> code.getstatic(FILE_DESCRIPTOR, "in", FILE_DESCRIPTOR);
      case "fd" -> code.aload(0).getfield(type, "fd", FILE_DESCRIPTOR);
      case "fd of 1" -> code.aload(slot(code, "1")).getfield(type, "fd", FILE_DESCRIPTOR);
      case "fd of 3" -> code.aload(slot(code, "3")).getfield(type, "fd", FILE_DESCRIPTOR);
      case "getFD() of 3" ->
          code.aload(slot(code, "3")).invokevirtual(descriptor.parameterType(2), "getFD", GET_FD);
      case "unmapper" -> code.aload(0).getfield(type, "unmapper", UNMAPPER);
      case "sync or direct" -> {
        pushFlag(code, "sync");
        pushFlag(code, "direct");
        code.ior();
      }
      default -> pushFlag(code, name);
    }
  }

  private void pushFlag(CodeBuilder code, String name) {
    code.aload(0).getfield(type, name, ConstantDescs.CD_boolean);
  }

  /** Falls through if the child has been moved. */
  private void returnResult(CodeBuilder code, Label asItWas) {
    int result = code.allocateLocal(TypeKind.INT);
    Label moved = code.newLabel();
    code.istore(result).iload(result).loadConstant(HookProtocol.PROCEED).if_icmpeq(asItWas);
    code.iload(result).loadConstant(HookProtocol.MOVED).if_icmpeq(moved);
    code.iload(result);
    if (TypeKind.from(descriptor.returnType()) == TypeKind.LONG) {
      code.i2l().lreturn();
    } else {
      code.ireturn();
    }
    code.labelBinding(moved);
  }

  private void callAgain(CodeBuilder code) {
    Label start = code.newBoundLabel();
    if (!isStatic) {
      code.aload(0);
    }
    for (int i = 0; i < descriptor.parameterCount(); i++) {
      code.loadLocal(TypeKind.from(descriptor.parameterType(i)), code.parameterSlot(i));
    }
    if (isStatic) {
      code.invokestatic(type, site.method, descriptor);
    } else {
      code.invokespecial(type, site.method, descriptor); // not virtual: it may be overridden
    }
    Label end = code.newBoundLabel();
    code.invokestatic(HOOK, "exit", EXIT);
    code.return_(TypeKind.from(descriptor.returnType()));
    Label thrown = code.newBoundLabel();
    code.invokestatic(HOOK, "exit", EXIT).athrow();
    code.exceptionCatchAll(start, end, thrown);
  }
}
