package dev.maybefork.internal.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A child is what the JDK's constructor would have made of it. */
class NewChildTest {
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

  /** What a child runs, which is its scheduler too. */
  private static final class Body implements Executor, Runnable {
    @Override
    public void execute(Runnable task) {}

    @Override
    public void run() {}
  }

  private final Body body = new Body();
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @BeforeEach
  void haveSomethingToInherit() {
    Thread.currentThread().setContextClassLoader(new ClassLoader(before) {});
    INHERITED.set("inherited");
  }

  @AfterEach
  void putBack() {
    Thread.currentThread().setContextClassLoader(before);
    INHERITED.remove();
  }

  @Test
  void itsFieldsAreThoseThatTheConstructorSets() throws Exception {
    Thread child = Internals.newChild(body);
    Thread model = Internals.newUnstarted(body, body);
    assertThat(different(child, model))
        .as("its number, and that it has started; its own map; what it gets when it unmounts")
        .containsExactlyInAnyOrder(
            "Thread.tid",
            "VirtualThread.state",
            "Thread.container",
            "VirtualThread.cont",
            "Thread.inheritableThreadLocals",
            "Thread.interruptLock",
            "VirtualThread.runContinuation");
    assertThat(child.threadId()).isNotEqualTo(model.threadId());
    assertThat(Internals.scheduler(child)).isSameAs(body);
    Object continuation = fields(child).get("VirtualThread.cont");
    assertThat(continuation).hasSameClassAs(fields(model).get("VirtualThread.cont"));
    assertThat(fields(child).get("Thread.interruptLock")).isSameAs(continuation);
    assertThat(fields(child).get("Thread.inheritableThreadLocals")).isNotNull();
  }

  private static Set<String> different(Object one, Object other) throws IllegalAccessException {
    Map<String, Object> others = fields(other);
    Set<String> names = new TreeSet<>();
    fields(one)
        .forEach((name, value) -> {
          if (!Objects.equals(value, others.get(name))) {
            names.add(name);
          }
        });
    return names;
  }

  private static Map<String, Object> fields(Object thread) throws IllegalAccessException {
    Map<String, Object> fields = new HashMap<>();
    for (Class<?> type = thread.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field each : type.getDeclaredFields()) {
        if (!Modifier.isStatic(each.getModifiers())) {
          each.setAccessible(true);
          fields.put(type.getSimpleName() + "." + each.getName(), each.get(thread));
        }
      }
    }
    return fields;
  }
}
