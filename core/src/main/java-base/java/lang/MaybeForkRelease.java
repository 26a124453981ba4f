package java.lang;

/**
 * What the releases of the JDK have each in its own way: the transitions of a virtual thread, by
 * which the VM knows that it must not look at it just now. Begun and ended by the thread on whose
 * stack the virtual one is, in these pairs.
 *
 * <p>There is one subclass for each such way, {@code VirtualThread.Release}, in a source folder of
 * its own. That of the running JDK is defined as a hidden nestmate, once in a JVM.
 */
abstract class MaybeForkRelease {
  private static MaybeForkRelease current;

  /** That of the running JDK. */
  static synchronized MaybeForkRelease current() {
    return current;
  }

  /** False if there is one. */
  static synchronized boolean install(MaybeForkRelease release) {
    if (current != null) {
      return false;
    }
    current = release;
    return true;
  }

  /** Before the thread becomes the current one. */
  abstract void beginMount(VirtualThread thread);

  /** It is the current one. */
  abstract void endMount(VirtualThread thread);

  /** The same for the first time, in its own code. */
  abstract void endFirstMount(VirtualThread thread);

  /** Before the carrier becomes the current thread. */
  abstract void beginUnmount(VirtualThread thread);

  /** The same for the last time, in its own code. */
  abstract void beginLastUnmount(VirtualThread thread);

  /** The carrier is the current thread. */
  abstract void endUnmount(VirtualThread thread);
}
