package dev.maybefork;

import java.util.Objects;

/**
 * Which engine serves in this JVM, and why: for a start-up log, a health check, a support ticket.
 *
 * {@snippet :
 * EngineStatus status = MaybeFork.engineStatus();
 * if (!status.engine().equals("inline"))
 *     log.warn("maybefork is slow here: " + status.reason() + " " + status.advice());
 * }
 *
 * @param engine {@code inline}: bodies run on their caller's stack wherever that is safe; {@code
 *     handoff}: another thread always runs them, and the caller waits until they fork or end;
 *     {@code watch}: they are virtual threads, which the caller watches until they block or end, as
 *     no other engine can serve, or none is wanted
 * @param reason why, in a sentence
 * @param advice what to do to get the inline engine, naming the exact flag; empty if it serves, or
 *     if nothing helps
 * @param nativeCalls what becomes of bodies that block in native code: files, pipes, name look-ups
 * @param agents what the agents of this JVM cost its virtual threads now: nothing, if there are
 *     none but the library's own
 */
public record EngineStatus(
    String engine, String reason, String advice, String nativeCalls, String agents) {
  /**
   * A status.
   *
   * @throws NullPointerException if an argument is null
   */
  public EngineStatus {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(advice, "advice");
    Objects.requireNonNull(nativeCalls, "nativeCalls");
    Objects.requireNonNull(agents, "agents");
  }
}
