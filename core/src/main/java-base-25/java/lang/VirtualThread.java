package java.lang;

/** A skeleton as that in {@code java-base}, of what is in JDK 25 alone. */
final class VirtualThread extends BaseVirtualThread {
  private VirtualThread() {
    super("", 0, false);
    throw skeleton();
  }

  private native void notifyJvmtiStart();

  private native void notifyJvmtiEnd();

  private native void notifyJvmtiMount(boolean hide);

  private native void notifyJvmtiUnmount(boolean hide);

  @Override
  native void park();

  @Override
  native void parkNanos(long nanos);

  @Override
  native void unpark();

  private static Error skeleton() {
    return new InternalError("compile-time skeleton");
  }

  /** Defined at run time as a hidden nestmate of the JDK's own class. */
  static final class Release extends MaybeForkRelease {
    private Release() {}

    /** Called by {@code MaybeForkDefiner}. */
    static MaybeForkRelease make() {
      return new Release();
    }

    @Override
    void beginMount(VirtualThread thread) {
      thread.notifyJvmtiMount(/* hide= */ true);
    }

    @Override
    void endMount(VirtualThread thread) {
      thread.notifyJvmtiMount(/* hide= */ false);
    }

    @Override
    void endFirstMount(VirtualThread thread) {
      thread.notifyJvmtiStart();
    }

    @Override
    void beginUnmount(VirtualThread thread) {
      thread.notifyJvmtiUnmount(/* hide= */ true);
    }

    @Override
    void beginLastUnmount(VirtualThread thread) {
      thread.notifyJvmtiEnd();
    }

    @Override
    void endUnmount(VirtualThread thread) {
      thread.notifyJvmtiUnmount(/* hide= */ false);
    }
  }
}
