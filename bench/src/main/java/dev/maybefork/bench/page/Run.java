package dev.maybefork.bench.page;

/**
 * How a job was measured.
 *
 * @param date the day
 * @param commit of the sources, with "and changes" if there were any
 * @param command that measured it
 * @param rounds in each of which every peer had its turn
 * @param quick whether it was too brief to be trusted
 * @param machine the processors and the system
 * @param jdk that ran all of it, and which engine serves in it
 * @param load what else the machine had to do when it began, by the system
 * @param reference the peer that the others are compared with
 */
public record Run(
    String date,
    String commit,
    String command,
    int rounds,
    boolean quick,
    String machine,
    String jdk,
    String load,
    String reference) {
  /**
   * The same for one job.
   *
   * @param ofJob rounds in which it was measured
   * @param peer that its others are compared with
   * @return its run
   */
  public Run of(int ofJob, String peer) {
    return new Run(date, commit, command, ofJob, quick, machine, jdk, load, peer);
  }
}
