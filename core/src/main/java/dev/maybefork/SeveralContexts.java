package dev.maybefork;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Several contexts as one. They are restored in their order, and undone in the opposite one. */
record SeveralContexts(List<ForkContext> contexts) implements ForkContext {
  /** As one; null if there is none. */
  static @Nullable ForkContext asOne(List<ForkContext> contexts) {
    return switch (contexts.size()) {
      case 0 -> null;
      case 1 -> contexts.getFirst();
      default -> new SeveralContexts(List.copyOf(contexts));
    };
  }

  /** What {@link #asOne} was made of, as a list to be changed. */
  static List<ForkContext> of(@Nullable ForkContext one) {
    return switch (one) {
      case null -> new ArrayList<>();
      case SeveralContexts(List<ForkContext> contexts) -> new ArrayList<>(contexts);
      default -> new ArrayList<>(List.of(one));
    };
  }

  @Override
  public Snapshot capture() {
    List<Snapshot> snapshots = new ArrayList<>(contexts.size());
    for (ForkContext context : contexts) {
      snapshots.add(Objects.requireNonNull(context.capture(), "a context captured null"));
    }
    return new Snapshots(snapshots);
  }

  private record Snapshots(List<Snapshot> snapshots) implements Snapshot {
    @Override
    public Scope restore() {
      List<Scope> scopes = new ArrayList<>(snapshots.size());
      try {
        for (Snapshot snapshot : snapshots) {
          scopes.add(Objects.requireNonNull(snapshot.restore(), "a context restored to null"));
        }
      } catch (Throwable e) {
        closeAll(scopes, e);
        throw e;
      }
      return new Scopes(scopes);
    }
  }

  private record Scopes(List<Scope> scopes) implements Scope {
    @Override
    public void close() {
      Failures.rethrow(closeAll(scopes, /* thrown= */ null));
    }
  }

  /** Whatever one of them throws, the others are closed, too. */
  private static @Nullable Throwable closeAll(List<Scope> scopes, @Nullable Throwable thrown) {
    @Nullable Throwable first = thrown;
    for (Scope scope : scopes.reversed()) {
      try {
        scope.close();
      } catch (Throwable e) {
        first = Failures.join(first, e);
      }
    }
    return first;
  }
}
