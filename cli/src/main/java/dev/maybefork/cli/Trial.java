package dev.maybefork.cli;

import dev.maybefork.cli.Kind.Ending;
import java.time.Duration;

/** What came of the attempt to block in some way on this machine. */
sealed interface Trial {
  String inWords();

  /** The caller went on while the body was blocked. */
  record Forks() implements Trial {
    @Override
    public String inWords() {
      return "forks";
    }
  }

  /** The caller waited with the body. */
  record Holds(long heldNanos) implements Trial {
    @Override
    public String inWords() {
      return "holds the caller, here for " + Times.of(heldNanos);
    }
  }

  /** It was over at once, and the body had not forked. */
  record Overlooked(long heldNanos) implements Trial {
    @Override
    public String inWords() {
      return "does not fork, it is over after " + Times.of(heldNanos);
    }
  }

  /** Nothing is known. */
  record Untried(String why) implements Trial {
    @Override
    public String inWords() {
      return "could not be tried: " + why;
    }
  }

  /** In a line, for {@link #read}. */
  default String write() {
    return switch (this) {
      case Forks _ -> "forks";
      case Holds holds -> "holds " + holds.heldNanos;
      case Overlooked overlooked -> "overlooked " + overlooked.heldNanos;
      case Untried untried -> "untried " + untried.why;
    };
  }

  /** What {@link #write} has written. */
  static Trial read(String line) {
    String[] words = line.split(" ", 2);
    return switch (words[0]) {
      case "forks" -> new Forks();
      case "holds" -> new Holds(Long.parseLong(words[1]));
      case "overlooked" -> new Overlooked(Long.parseLong(words[1]));
      case "untried" -> new Untried(words[1]);
      default -> new Untried(line);
    };
  }

  static Trial tryOut(Kind kind, Duration rest) throws InterruptedException {
    try {
      return of(Attempt.blocked(kind, rest));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return new Untried(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
  }

  private static Trial of(Observation seen) {
    if (!seen.blocked()) {
      return new Untried("it did not block, it took " + Times.of(seen.lastedNanos()));
    }
    if (seen.cameBackDuringBlock()) {
      return new Forks();
    }
    return seen.ending() == Ending.AT_ONCE
        ? new Overlooked(seen.heldNanos())
        : new Holds(seen.heldNanos());
  }
}
