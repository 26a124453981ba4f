package dev.maybefork.report.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What the recording does not tell, for those who would take its silence for an answer. */
final class Notes {
  private final Intake intake;
  private final List<String> notes = new ArrayList<>();

  private Notes(Intake intake) {
    this.intake = intake;
  }

  static List<String> of(Intake intake, boolean used, boolean exact, long undrawn) {
    Notes notes = new Notes(intake);
    notes.thresholds();
    if (used) {
      notes.library(exact);
    }
    notes.virtualThreads();
    if (intake.lost() > 0) {
      notes.add("The recorder lost " + intake.lost() + " bytes: parts of the program are missing.");
    }
    if (undrawn > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The timeline is a sample: %,d blocks are left out of it, the longest are in. All"
                  + " figures are of all blocks.",
              undrawn));
    }
    return notes.notes;
  }

  private void add(String note) {
    notes.add(note);
  }

  private void thresholds() {
    Map<String, List<String>> byThreshold = new TreeMap<>();
    StreamSupport.stream(BlockEvents.names().spliterator(), /* parallel= */ false)
        .sorted()
        .filter(intake.settings::isEnabled)
        .forEach(event -> {
          @Nullable String threshold = intake.settings.thresholdText(event);
          if (threshold != null && intake.settings.threshold(event).orElse(1) > 0) {
            byThreshold
                .computeIfAbsent(threshold, _ -> new ArrayList<>())
                .add(event.replace("jdk.", ""));
          }
        });
    byThreshold.forEach((threshold, events) ->
        add(
            "Not recorded, as they were shorter than "
                + threshold
                + ": "
                + String.join(", ", events)
                + ". So it is not known how often such calls did not block."));
    List<String> sampled =
        StreamSupport.stream(BlockEvents.names().spliterator(), /* parallel= */ false)
            .sorted()
            .filter(event -> intake.settings.isEnabled(event) && intake.settings.isThrottled(event))
            .map(event -> event.replace("jdk.", ""))
            .toList();
    if (!sampled.isEmpty()) {
      add(
          "The recorder keeps a sample of "
              + String.join(", ", sampled)
              + " if there are very many. Counts and totals of these can be too low.");
    }
  }

  private void library(boolean exact) {
    add(
        exact
            ? "How many bodies ran inline and forked is exact: the library counts them. Where they"
                + " forked is from events, of which the recorder keeps at most 300 a second."
            : "There are no counters of the library in the recording. So bodies that did not fork"
                + " are known of loops and scopes only, and forks are a sample of at most 300 a"
                + " second.");
    long ends = intake.forks.forks().stream().filter(fork -> fork.end != null).count();
    if (ends < intake.forks.forks().size()) {
      add(
          String.format(
              Locale.ROOT,
              "Of %,d recorded forks %,d have no recorded end: they went on when the recording"
                  + " ended, or their ends were not kept.",
              intake.forks.forks().size(),
              intake.forks.forks().size() - ends));
    }
    if (!intake.settings.isEnabled("jdk.ThreadPark")) {
      add(
          "Without jdk.ThreadPark in the recording it is not known how long callers waited for"
              + " their bodies, so not what they overlapped.");
    }
  }

  private void virtualThreads() {
    for (int i = 0; i < intake.threads.size(); i++) {
      if (intake.threads.isVirtual(i)) {
        add(
            "The JDK records no park of a virtual thread. So waits of virtual threads in locks,"
                + " queues and futures are missing, and so is what virtual callers overlapped.");
        return;
      }
    }
  }
}
