package dev.maybefork.internal.jdk;

import dev.maybefork.internal.jdk.FlightEvents.StatsEvent;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import jdk.jfr.FlightRecorder;

/**
 * The library's counters in a flight recording: events tell of a sample, and of no body that didn't
 * block. The recorder asks for them at both ends of each chunk.
 *
 * <p>It keeps whom it asks for ever. So only the library of the program's own class loader is
 * asked, which stays anyway; others unload.
 */
public final class FlightStats {
  /** The counters; the maps by names of kinds and reasons. */
  public record Numbers(
      long inline,
      Map<String, Long> forks,
      Map<String, Long> heldBlocks,
      Map<String, Long> handOffs,
      long childrenAlive,
      long scopesAtLimit,
      long loopsAtLimit) {}

  private FlightStats() {}

  /** Called once, at the first use of the library. */
  public static void begin(Supplier<Numbers> numbers) {
    if (Flight.mayBeKept()) {
      long since = System.currentTimeMillis();
      Flight.whenUsed(() -> Recorder.tell(new Teller(numbers, since)));
    }
  }

  private record Teller(Supplier<Numbers> numbers, long since) implements Runnable {
    @Override
    public void run() {
      StatsEvent event = new StatsEvent();
      if (event.shouldCommit()) {
        Numbers now = numbers.get();
        event.since = since;
        event.inline = now.inline();
        event.forks = text(now.forks());
        event.heldBlocks = text(now.heldBlocks());
        event.handOffs = text(now.handOffs());
        event.childrenAlive = now.childrenAlive();
        event.scopesAtLimit = now.scopesAtLimit();
        event.loopsAtLimit = now.loopsAtLimit();
        event.commit();
      }
    }

    private static String text(Map<String, Long> numbers) {
      return numbers.entrySet().stream()
          .filter(each -> each.getValue() != 0)
          .map(each -> each.getKey() + "=" + each.getValue())
          .collect(Collectors.joining(" "));
    }
  }

  /** Where there is the recorder. */
  private static final class Recorder {
    static void tell(Teller teller) {
      var _ = teller.numbers().get(); // loads what that takes, before a child can be in the way
      String _ = Teller.text(Map.of("PARK", 1L));
      FlightRecorder.addPeriodicEvent(StatsEvent.class, teller);
    }
  }
}
