package io.kitward.server.api.port;

/** Nodes that people send away, and take back. */
public interface Retirements {

  /**
   * Retires a node; twice is as once.
   *
   * @return false when there is no such node
   */
  boolean retire(String certname, String reason, Actor actor);

  /**
   * Takes a node back, with its certificate; harmless when it did not leave.
   *
   * @return false when there is no such node
   */
  boolean takeBack(String certname, Actor actor);
}
