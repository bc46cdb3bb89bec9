package io.kitward.connector.host;

import io.kitward.protocol.Check;
import java.util.Optional;

/** Tries whether a service really works. */
public interface Probes {

  /** Why the check does not hold now; empty when it holds. Units are looked at elsewhere. */
  Optional<String> failing(Check check);

  /**
   * What a check's command writes, however it ends.
   *
   * @throws HostFailure when it can't be run
   */
  default String output(Check.CommandSucceeds check) {
    throw new HostFailure(HostFailure.Kind.FAILED, "commands are not run here");
  }
}
