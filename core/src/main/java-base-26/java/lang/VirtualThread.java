package java.lang;

/** A skeleton as that in {@code java-base}, of what came with JDK 26, and is the same up to 28. */
final class VirtualThread extends BaseVirtualThread {
  private VirtualThread() {
    super("", 0, false);
    throw skeleton();
  }

  private native void endFirstTransition();

  private native void startFinalTransition();

  private native void startTransition(boolean mount);

  private native void endTransition(boolean mount);

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
      thread.startTransition(/* mount= */ true);
    }

    @Override
    void endMount(VirtualThread thread) {
      thread.endTransition(/* mount= */ true);
    }

    @Override
    void endFirstMount(VirtualThread thread) {
      thread.endFirstTransition();
    }

    @Override
    void beginUnmount(VirtualThread thread) {
      thread.startTransition(/* mount= */ false);
    }

    @Override
    void beginLastUnmount(VirtualThread thread) {
      thread.startFinalTransition();
    }

    @Override
    void endUnmount(VirtualThread thread) {
      thread.endTransition(/* mount= */ false);
    }
  }
}
