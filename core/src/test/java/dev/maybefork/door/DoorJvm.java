package dev.maybefork.door;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.Fork;
import dev.maybefork.ForkBody;
import dev.maybefork.MaybeFork;
import dev.maybefork.agent.AgentService;
import dev.maybefork.internal.jdk.ClassFiles;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.module.ModuleFinder;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The programs that {@code DoorTest} starts, of no package of the library: they try what is not for
 * them.
 */
final class DoorJvm {
  private static final int PROCEED = -10;

  private DoorJvm() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "reflection" -> reflection();
      case "calls" -> calls();
      case "childCalls" -> childCalls();
      case "status" -> System.out.println(MaybeFork.engineStatus());
      case "copy" -> copy(Path.of(args[1]));
      case "fields" -> fields();
      case "reads" -> System.out.println(MaybeFork.engineStatus() + reads(args[1]));
      case "unloads" -> unloads(Path.of(args[1]));
      case "failedOnce" -> failedOnce(args[1]);
      case "noDescriptors" -> noDescriptors(args[1]);
      case "halfDefined" -> halfDefined();
      case "plugin" -> plugin(Path.of(args[1]));
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.out.println("done");
  }

  /** Like the virtual threads that hooks look into, as far as anybody can see from outside. */
  private static final class Odd extends Thread {
    final int first = 0x41414141;
    final int second = 0x42424242;
    final long third = 0x4343434343434343L;

    Odd(Runnable body) {
      super(body);
    }

    @Override
    public String toString() {
      return "odd" + first + second + third;
    }
  }

  private static List<Method> methods() throws ClassNotFoundException {
    List<Method> methods = new ArrayList<>();
    for (Method method : Class.forName("jdk.internal.misc.MaybeForkHook").getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())) {
        methods.add(method);
      }
    }
    return methods;
  }

  private static void reflection() throws Exception {
    for (Method method : methods()) {
      check(refused(() -> method.invoke(null, arguments(method, null, /* blocks= */ true))));
      check(refused(() -> method.setAccessible(true)));
    }
  }

  private static boolean refused(ForkBody attempt) throws Exception {
    try {
      attempt.run();
      return false;
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      return true;
    }
  }

  /** On threads that are not children, after one was there. */
  private static void calls() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    Fork<Void> child = maybeFork(() -> released.await());
    List<Throwable> thrown = new ArrayList<>();
    Runnable attempts =
        () -> {
          try {
            callAll(null);
            callAll(FileDescriptor.in);
          } catch (Throwable e) {
            thrown.add(e);
          }
        };
    for (Thread thread :
        List.of(new Odd(attempts), new Thread(attempts), Thread.ofVirtual().unstarted(attempts))) {
      thread.start();
      thread.join();
    }
    released.countDown();
    child.join();
    if (!thrown.isEmpty()) {
      throw new AssertionError(thrown.getFirst());
    }
  }

  private static void callAll(@Nullable FileDescriptor fd) throws Exception {
    for (Method method : methods()) {
      Object result = method.invoke(null, arguments(method, fd, /* blocks= */ true));
      check(result == null || result.equals(false) || result.equals(PROCEED));
    }
  }

  /** In range for the kernel, out of range for the program. */
  private static @Nullable Object[] arguments(
      Method method, @Nullable FileDescriptor fd, boolean blocks) {
    Class<?>[] types = method.getParameterTypes();
    @Nullable Object[] arguments = new @Nullable Object[types.length];
    for (int i = 0; i < types.length; i++) {
      if (types[i] == int.class) {
        arguments[i] = 1;
      } else if (types[i] == long.class) {
        arguments[i] = 0x10L;
      } else if (types[i] == boolean.class) {
        arguments[i] = blocks; // for sure, whatever the kernel says
      } else if (types[i] == byte[].class) {
        arguments[i] = new byte[1];
      } else {
        arguments[i] = types[i] == FileDescriptor.class ? fd : null;
      }
    }
    return arguments;
  }

  /** By a child itself, which gets no more of it than from a site. */
  private static void childCalls() throws Exception {
    int attempts = 1;
    while (callsForkAChild()) { // a first one may wait for a class that another thread loads
      check(++attempts < 20);
    }
  }

  private static boolean callsForkAChild() throws Exception {
    Class<?> hook = Class.forName("jdk.internal.misc.MaybeForkHook");
    Method exit = hook.getMethod("exit");
    Method blocks = hook.getMethod("blocks", int.class, int.class);
    Fork<Void> fork =
        maybeFork(() -> {
          exit.invoke(null);
          for (int kind : new int[] {-1, 6, 7, 8, 16, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            check(blocks.invoke(null, 0, kind).equals(false));
          }
          exit.invoke(null);
          for (Method method : methods()) {
            if (List.of(method.getParameterTypes()).contains(FileDescriptor.class)) {
              Object result = method.invoke(null, arguments(method, null, /* blocks= */ false));
              check(result == null || result.equals(false) || result.equals(PROCEED));
            }
          }
        });
    fork.join();
    return fork.forked();
  }

  /** The status of the copy of the library that another class loader has. */
  private static void copy(Path path) throws Exception {
    // no parent: the platform's own loader knows the modules of the application's
    try (URLClassLoader loader = new URLClassLoader(new URL[] {path.toUri().toURL()}, null)) {
      Class<?> copy = loader.loadClass(MaybeFork.class.getName());
      check(copy != MaybeFork.class);
      System.out.println(copy.getMethod("engineStatus").invoke(null));
      System.out.println("open=" + Object.class.getModule().isOpen("java.lang", copy.getModule()));
    }
  }

  /** As a named module in a layer of its own. */
  private static void plugin(Path path) throws Exception {
    ModuleLayer boot = ModuleLayer.boot();
    ModuleLayer layer =
        boot.defineModulesWithOneLoader(
            boot.configuration()
                .resolve(ModuleFinder.of(path), ModuleFinder.of(), Set.of("plugin")),
            null);
    Class<?> fake = layer.findLoader("plugin").loadClass(MaybeFork.class.getName());
    check(fake != MaybeFork.class);
    System.out.println("refused: " + AgentService.openTo(fake));
    System.out.println("open=" + Object.class.getModule().isOpen("java.lang", fake.getModule()));
  }

  /** Somebody else writes in the end, so that a caller that is held goes on, too late. */
  private static String reads(String fifo) throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo, "rw")) {
      Thread late =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  Thread.sleep(3_000);
                  both.write(7);
                } catch (Exception e) {
                  // in time
                }
              });
      Fork<Integer> fork = maybeFork(() -> both.read());
      boolean forked = fork.forked();
      late.interrupt();
      if (forked) {
        both.write(7);
      }
      return " forked=" + forked + " read=" + fork.join();
    }
  }

  /** The class loader of a copy of the library that had a body fork. */
  private static WeakReference<ClassLoader> used(Path path) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {path.toUri().toURL()}, null)) {
      Class<?> copy = loader.loadClass(MaybeFork.class.getName());
      Callable<String> body =
          () -> {
            Thread.sleep(10);
            return "slept";
          };
      Object fork = copy.getMethod("maybeFork", Callable.class).invoke(null, body);
      check(((Future<?>) fork).get().equals("slept"));
      return new WeakReference<>(loader);
    }
  }

  private static void unloads(Path path) throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      loaders.add(used(path));
    }
    long end = System.nanoTime() + 60_000_000_000L; // idle threads of the library live 10 s
    while (!loaders.isEmpty() && System.nanoTime() < end) {
      System.gc();
      Thread.sleep(100);
      loaders.removeIf(loader -> loader.refersTo(null));
    }
    System.out.println("alive=" + loaders.size());
  }

  private static void failedOnce(String fifo) throws Exception {
    Method failed =
        Class.forName("jdk.internal.misc.MaybeForkReady")
            .getDeclaredMethod("failed", Throwable.class);
    failed.setAccessible(true);
    failed.invoke(null, new OutOfMemoryError("forced"));
    check(MaybeFork.engineStatus().nativeCalls().contains("forced"));
    System.out.println(reads(fifo));
    check(!MaybeFork.engineStatus().nativeCalls().contains("forced"));
  }

  /** None is left when a child first reads. */
  private static void noDescriptors(String fifo) throws Exception {
    maybeFork(() -> Thread.sleep(10)).join();
    List<FileInputStream> all = new ArrayList<>();
    try (FileInputStream first = new FileInputStream("/dev/null")) {
      try {
        while (true) {
          all.add(new FileInputStream("/dev/null"));
        }
      } catch (IOException e) {
        System.out.println("full at " + all.size());
      }
      maybeFork((Callable<Integer>) first::read).join();
    }
    for (FileInputStream each : all) {
      each.close();
    }
    System.out.println(reads(fifo));
    System.out.println(MaybeFork.engineStatus());
  }

  /** As if a first try to define the library's classes had ended after one of them. */
  private static void halfDefined() throws Exception {
    MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
        .defineClass(ClassFiles.read("MaybeForkVmStructs"));
    System.out.println(MaybeFork.engineStatus());
  }

  /** Whether the agent keeps what opens the JDK to others. */
  private static void fields() throws Exception {
    for (String name :
        List.of(
            "agent.MaybeForkAgent", "agent.AgentService", "agent.Hooks", "internal.jdk.JavaBase")) {
      for (Field field : Class.forName("dev.maybefork." + name).getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          Object value = field.get(null);
          check(!(value instanceof Instrumentation || value instanceof MethodHandle));
          check(!(value instanceof MethodHandles.Lookup));
        }
      }
    }
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new AssertionError();
    }
  }
}
