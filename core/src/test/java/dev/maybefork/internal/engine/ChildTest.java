package dev.maybefork.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can't be brought about from outside. */
class ChildTest {
  /** A task that meets the end of the stack wherever it can. */
  private static final class Unlucky implements Task {
    private final List<Throwable> failures = new ArrayList<>();
    private boolean stackIsLeft;

    @Override
    public void onStart(Thread child, ForkGate gate) {}

    @Override
    public void run() {
      throw new StackOverflowError("in the task");
    }

    @Override
    public void onFork(Thread child) {}

    @Override
    public void onFailure(Throwable e) {
      if (!stackIsLeft) {
        throw new StackOverflowError("in its failure");
      }
      failures.add(e);
    }
  }

  @Test
  void aTaskThatCouldNotEvenFailIsFailedByTheHost() {
    Unlucky task = new Unlucky();
    Child child = new InlineEngine(false).newChild(task, /* startedByJdk= */ false);
    assertThatThrownBy(child::run).isInstanceOf(StackOverflowError.class);
    task.stackIsLeft = true; // the child's frames are gone
    child.failIfUnfinished();
    assertThat(task.failures).singleElement().isInstanceOf(StackOverflowError.class);
    child.failIfUnfinished();
    assertThat(task.failures).hasSize(1);
  }
}
