package io.kitward.connector.apply;

import io.kitward.connector.host.Host;
import io.kitward.connector.host.Units;
import io.kitward.protocol.Check;
import io.kitward.protocol.InstanceDesired;
import java.util.List;
import java.util.Optional;

/** Tries an instance's checks. Changes nothing. */
final class Checkup {

  private final Host host;

  Checkup(Host host) {
    this.host = host;
  }

  /** Why the first check that does not hold does not; empty when all hold. */
  Optional<String> failing(InstanceDesired desired, Seen seen) {
    for (Check check : desired.checks()) {
      Optional<String> reason =
          check instanceof Check.UnitActive(String unit)
              ? unit(unit, seen)
              : host.probes().failing(check);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  private Optional<String> unit(String unit, Seen seen) {
    Units.Seen now =
        seen.units().containsKey(unit)
            ? seen.unit(unit)
            : host.units().look(List.of(unit)).getOrDefault(unit, seen.unit(unit));
    return now.active() || now.skipped()
        ? Optional.empty()
        : Optional.of(unit + " is " + (now.activity().isEmpty() ? "unknown" : now.activity()));
  }
}
