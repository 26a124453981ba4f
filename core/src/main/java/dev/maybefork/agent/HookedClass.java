package dev.maybefork.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.instrument.ClassDefinition;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A class of the JDK with hooks in front of its sites: of the class as the JDK ships it, as other
 * agents get their turn when it's redefined. No lambdas and no {@code +} of strings on the way
 * through here and {@link Hooks}: theirs would be the first in most programs, whose start they
 * would delay.
 */
final class HookedClass implements ClassTransform {
  private static final ClassFile FORMAT =
      ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofClassLoading(ClassLoader.getPlatformClassLoader())));

  /** The sites that the class really has. */
  final Set<Site> sites = EnumSet.noneOf(Site.class);

  private final List<Site> wanted;
  private final Set<String> fields = new HashSet<>();
  private final Class<?> type;
  private final byte[] bytes;

  /** All sites are in one class, which is neither initialised nor changed by this. */
  HookedClass(List<Site> wanted) throws IOException, ClassNotFoundException {
    this.wanted = wanted;
    type = Class.forName(wanted.getFirst().type, /* initialize= */ false, null);
    ClassModel original = original(type);
    for (FieldModel field : original.fields()) {
      fields.add(field.fieldName().stringValue());
    }
    bytes = FORMAT.transformClass(original, this);
  }

  /** A class changed in another way. */
  static ClassDefinition changed(Class<?> type, ClassTransform change) throws IOException {
    return new ClassDefinition(type, FORMAT.transformClass(original(type), change));
  }

  ClassDefinition definition() {
    return new ClassDefinition(type, bytes);
  }

  private static ClassModel original(Class<?> type) throws IOException {
    String resource = type.getName().replace('.', '/').concat(".class");
    try (InputStream in = type.getModule().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + " is missing");
      }
      return FORMAT.parse(in.readAllBytes());
    }
  }

  @Override
  public void accept(ClassBuilder builder, ClassElement element) {
    Site site = element instanceof MethodModel method ? site(method) : null;
    if (site == null) {
      builder.with(element);
      return;
    }
    sites.add(site);
    MethodModel method = (MethodModel) element;
    HookCode hook = new HookCode(site, method.flags().flagsMask());
    builder.transformMethod(method, MethodTransform.transformingCode(hook));
  }

  private @Nullable Site site(MethodModel method) {
    if (method.code().isEmpty()) {
      return null; // native by now
    }
    for (Site site : wanted) {
      if (method.methodName().equalsString(site.method)
          && method.methodType().equalsString(site.descriptor)
          && fields.containsAll(HookCode.fields(site))) {
        return site;
      }
    }
    return null;
  }
}
