package java.lang;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import jdk.internal.misc.Unsafe;

/**
 * Whether the VM tells JVMTI of each mount and unmount of a virtual thread. It does so from the
 * moment at which any agent has an environment, be it one that asks for no such event; and that
 * makes every virtual thread dearer ({@code
 * JvmtiVTMSTransitionDisabler::_VTMS_notify_jvmti_events}, hotspot: {@code jvmtiExport.cpp}, {@code
 * get_jvmti_interface}).
 *
 * <p>Where ours is the only environment there is nobody to tell, and the VM is put back to what it
 * is without an agent. Whoever comes later switches it on again: the VM adds the new environment to
 * its list, and then looks whether it is on; here it's switched off, and then the list is looked
 * at. So one of the two sees the other.
 *
 * <p>The VM switches it on in a safepoint, where it corrects what it knows of mounted threads.
 * Nothing like that is there for switching it off. So that is done only as long as no virtual
 * thread has ever run: as long as their class isn't initialised.
 *
 * <p>As a task, it has the VM switch it on again, by a second environment for our agent, as it
 * would get one to retransform classes.
 */
final class MaybeForkMountEvents implements Runnable {
  private static final Unsafe U = Unsafe.getUnsafe();

  /** Within a {@code JvmtiEnvBase}: what it begins with, and the next one in the list. */
  private static final long MAGIC = 8;

  private static final int IS_ENVIRONMENT = 0x71EE;
  private static final long NEXT = 16;

  private static long flag; // their addresses; 0 if unknown
  private static long environments;

  private final long agent;
  private final Object instrumentation;
  private final Method makeEnvironment;

  /** The receiver of that method is one that can do nothing else: it isn't told its agent. */
  private MaybeForkMountEvents(Object agents) throws ReflectiveOperationException {
    Field nativeAgent = agents.getClass().getDeclaredField("mNativeAgent");
    nativeAgent.setAccessible(true);
    agent = nativeAgent.getLong(agents);
    instrumentation = U.allocateInstance(agents.getClass());
    makeEnvironment =
        agents
            .getClass()
            .getDeclaredMethod("setHasRetransformableTransformers", long.class, boolean.class);
    makeEnvironment.setAccessible(true);
  }

  /**
   * What switches it on again.
   *
   * @param instrumentation that of the agent, which isn't kept
   */
  static Runnable switchOn(Object instrumentation) throws ReflectiveOperationException {
    return new MaybeForkMountEvents(instrumentation);
  }

  @Override
  public synchronized void run() {
    if (state() != 0) {
      return;
    }
    try {
      makeEnvironment.invoke(instrumentation, agent, /* has= */ false);
    } catch (ReflectiveOperationException e) {
      throw new InternalError(e);
    }
  }

  /**
   * Takes over where the VM has them, from the symbols of the file that it was loaded from, if this
   * is that file.
   *
   * @param values what the file says of the symbols {@code gHotSpotVMStructs}, {@code
   *     gHotSpotVMTypes}, then of the flag and of the list of environments
   * @param buildId of the file
   * @param buildIdValue where it is in memory, as the file says it
   * @return whether it is that file
   */
  static boolean locate(long[] values, byte[] buildId, long buildIdValue) {
    long base = MaybeForkVmStructs.symbol("gHotSpotVMStructs") - values[0];
    if (base != MaybeForkVmStructs.symbol("gHotSpotVMTypes") - values[1]) {
      return false;
    }
    for (int i = 0; i < buildId.length; i++) {
      if (U.getByte(base + buildIdValue + i) != buildId[i]) {
        return false;
      }
    }
    environments = base + values[3];
    flag = base + values[2];
    return true;
  }

  /** Whether it tells: 1 or 0; another number if that isn't known. */
  static int state() {
    return flag == 0 ? -1 : U.getByteVolatile(null, flag);
  }

  /**
   * Has the VM tell nobody, if nobody is there.
   *
   * @return why not, for people; null if it tells nobody now
   */
  static String stop() {
    if (state() != 1) {
      return state() == 0 ? null : "the VM's own switch was not found";
    }
    if (!isOnlyEnvironment()) {
      return "another agent was there";
    }
    if (!U.shouldBeInitialized(VirtualThread.class)) {
      return "there were virtual threads before the agent";
    }
    U.putByteVolatile(null, flag, (byte) 0);
    U.fullFence(); // the list is read plainly, which a processor may do before that
    if (!isOnlyEnvironment()) {
      U.putByteVolatile(null, flag, (byte) 1);
      return "another agent came at the same time";
    }
    return null;
  }

  private static boolean isOnlyEnvironment() {
    long first = U.getLong(environments);
    return first != 0 && U.getInt(first + MAGIC) == IS_ENVIRONMENT && U.getLong(first + NEXT) == 0;
  }
}
