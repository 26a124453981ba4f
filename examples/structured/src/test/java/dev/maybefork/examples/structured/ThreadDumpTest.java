package dev.maybefork.examples.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.maybefork.MaybeFork;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thread dumps show subtasks in their scope. Under the debugger agent only: without one JDK 25's
 * own dumps of virtual threads can crash (JDK-8364343).
 */
@Timeout(100)
class ThreadDumpTest {
  private final Probe first = new Probe();
  private final Probe second = new Probe();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @BeforeEach
  void onlyWithDebuggerAgent() {
    boolean debugger =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .anyMatch(argument -> argument.startsWith("-agentlib:jdwp"));
    assumeTrue(debugger, "no debugger agent");
  }

  @EveryOwner
  void forkedSubtasksAreInTheirScope(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = open(by.name())) {
        Subtask<Long> ended = scope.fork(() -> Thread.currentThread().threadId());
        scope.fork(() -> blockedId(first));
        scope.fork(() -> blockedId(second));
        String container = container(by.name());
        assertThat(container)
            .containsPattern("\"owner\": *\"?" + Thread.currentThread().threadId() + "\\b")
            .containsPattern(thread(first.awaitBlock()))
            .containsPattern(thread(second.awaitBlock()));
        first.release();
        second.release();
        scope.join();
        assertThat(container).doesNotContainPattern(thread(ended.get()));
      }
    });
  }

  @EveryOwner
  void aSubtaskThatRunsOnItsOwnersStackIsInItsScope(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = open(by.name())) {
        Subtask<Boolean> subtask =
            scope.fork(() ->
                Pattern.compile(id(Thread.currentThread().threadId()))
                    .matcher(container(by.name()))
                    .find());
        scope.join();
        assertThat(subtask.get()).isTrue();
      }
    });
  }

  @EveryOwner
  void othersSeeASubtaskThatRunsOnItsOwnersStack(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = open(by.name())) {
        scope.fork(() -> {
          String thread = id(Thread.currentThread().threadId());
          var dump = new FutureTask<>(() -> container(by.name()));
          Thread.ofPlatform().daemon().start(dump);
          while (!dump.isDone()) {
            Thread.onSpinWait();
          }
          return assertThat(dump.get()).containsPattern(thread);
        });
        scope.join();
      }
    });
  }

  private static StructuredTaskScope<Object, Void> open(String name) {
    return StructuredTaskScope.open(
        Joiner.awaitAllSuccessfulOrThrow(),
        config -> config.withName(name).withThreadFactory(MaybeFork.threadFactory()));
  }

  private static long blockedId(Probe probe) throws InterruptedException {
    probe.await();
    return Thread.currentThread().threadId();
  }

  private static String id(long threadId) {
    return "\"tid\": *\"?" + threadId + "\\b";
  }

  private static String thread(long threadId) {
    return id(threadId) + "[^{}]*\"name\": *\"maybefork-" + threadId + "\"";
  }

  /** What a dump says about a scope: all up to the next. */
  private String container(String name) throws IOException {
    Path file = folder.resolve("dump-" + System.nanoTime());
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
    String dump = Files.readString(file);
    int begin = dump.indexOf("\"container\": \"" + name);
    assertThat(begin).as(dump).isPositive();
    int end = dump.indexOf("\"container\":", begin + 1);
    return dump.substring(begin, end < 0 ? dump.length() : end);
  }
}
