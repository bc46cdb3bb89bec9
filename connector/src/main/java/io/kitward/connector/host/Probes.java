package io.kitward.connector.host;

import io.kitward.protocol.Check;
import java.util.Optional;

/** Tries whether a service really works. */
public interface Probes {

  /** Why the check does not hold now; empty when it holds. Units are looked at elsewhere. */
  Optional<String> failing(Check check);
}
