package io.kitward.server.api.port;

import java.util.Optional;

/** How the fleet and the server itself are. */
public interface Status {

  StatusView overview();

  /** How many exceptions are open; what every page says. */
  int openExceptions();

  /** Why the server cannot serve yet, or any more; empty when it can. Must not block for long. */
  Optional<String> notReady();

  /** The server's own metrics in Prometheus' text form. */
  String metrics();
}
