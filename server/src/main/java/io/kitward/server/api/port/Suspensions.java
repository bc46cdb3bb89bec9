package io.kitward.server.api.port;

import java.time.Instant;
import java.util.Optional;

/** Leaving services alone while a person works on a node. */
public interface Suspensions {

  /** The server's time, by which ends are counted. */
  Instant now();

  /**
   * Nothing is changed until this time; empty when there is no such node.
   *
   * @param service empty for all services of the node
   */
  Optional<SuspensionView> suspend(
      String certname, String service, Instant until, String reason, Actor actor);

  /** It is looked after again; empty when there is no such node. */
  Optional<SuspensionView> resume(String certname, String service, Actor actor);
}
