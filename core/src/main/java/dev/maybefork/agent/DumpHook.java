package dev.maybefork.agent;

import dev.maybefork.internal.jdk.MountEvents;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * Has the VM tell nobody of mounts where nobody listens ({@link MountEvents}), until threads are to
 * be dumped: see {@code jdk.internal.misc.MaybeForkDump}. No lambdas, as in {@link HookedClass}.
 */
final class DumpHook implements ClassTransform {
  private static final String TYPE = "jdk.internal.vm.ThreadSnapshot";
  private static final String METHOD = "of";
  private static final String DESCRIPTOR = "(Ljava/lang/Thread;)Ljdk/internal/vm/ThreadSnapshot;";
  private static final ClassDesc HOOK = ClassDesc.of("jdk.internal.misc.MaybeForkDump");

  private boolean found;

  private DumpHook() {}

  /**
   * Stops the events, and hooks what would need them.
   *
   * @return why not, for people; null if they have been stopped
   */
  static @Nullable String stopMountEvents(Instrumentation instrumentation) {
    String obstacle = MountEvents.obstacle();
    if (obstacle != null) {
      return obstacle;
    }
    if (!instrumentation.isRedefineClassesSupported()) {
      return "the manifest that names the agent has no Can-Redefine-Classes: true";
    }
    try {
      MountEvents.defineDumpHook(instrumentation);
      instrumentation.redefineClasses(new DumpHook().definition());
      String reason = MountEvents.stop();
      return reason != null && instrumentation.isRetransformClassesSupported()
          ? reason.concat(", if only by Can-Retransform-Classes: true in the manifest")
          : reason;
    } catch (Throwable e) { // the JVM would not start
      return "it failed: ".concat(e.toString());
    }
  }

  private ClassDefinition definition() throws Exception {
    Class<?> type = Class.forName(TYPE, /* initialize= */ false, null);
    ClassDefinition definition = HookedClass.changed(type, this);
    if (!found) {
      throw new NoSuchMethodException(TYPE.concat(".").concat(METHOD));
    }
    return definition;
  }

  @Override
  public void accept(ClassBuilder builder, ClassElement element) {
    if (element instanceof MethodModel method
        && method.methodName().equalsString(METHOD)
        && method.methodType().equalsString(DESCRIPTOR)) {
      found = true;
      builder.transformMethod(method, MethodTransform.transformingCode(new Begins()));
    } else {
      builder.with(element);
    }
  }

  /** In front of the method's code. */
  private static final class Begins implements CodeTransform {
    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      code.with(element);
    }

    @Override
    public void atStart(CodeBuilder code) {
      code.invokestatic(HOOK, "begins", ConstantDescs.MTD_void);
    }
  }
}
