package dev.maybefork.examples.graphql;

/** What happens in a database when a part is looked up. */
@FunctionalInterface
interface LookUp {
  /**
   * Called by the thread that serves the client's connection, which waits for it.
   *
   * @throws Exception if the look-up fails
   */
  void meet(Part part) throws Exception;
}
