package io.kitward.connector.apply;

import io.kitward.connector.host.Host;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Units;
import io.kitward.protocol.Check;
import io.kitward.protocol.InstanceDesired;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tries an instance's checks, and when they hold its probes. What starts a program or reads much is
 * tried about once a minute, the rest with each look. Changes nothing.
 */
final class Checkup {

  private final Host host;
  private final Clock clock;

  Checkup(Host host, Clock clock) {
    this.host = host;
    this.clock = clock;
  }

  /** Why the first check that does not hold does not; empty when all hold. */
  Optional<String> failing(InstanceDesired desired, Seen seen, Care care) {
    if (seen.skipped(desired)) {
      return Optional.empty();
    }
    for (Check check : desired.checks()) {
      Optional<String> reason = costly(check) ? Optional.empty() : failing(check, seen);
      if (reason.isPresent()) {
        care.failing = Cause.CHECK_FAILED;
        return reason;
      }
    }
    Instant now = clock.instant();
    care.failing = care.probed;
    if (!care.probing.due(desired.hash(), care.actedAt, now)) {
      return care.probing.last();
    }
    Optional<String> reason = costlyFailing(desired, seen, care);
    care.failing = care.probed;
    return care.probing.tried(desired.hash(), now, reason);
  }

  private Optional<String> costlyFailing(InstanceDesired desired, Seen seen, Care care) {
    care.probed = Cause.CHECK_FAILED;
    for (Check check : desired.checks()) {
      Optional<String> reason = costly(check) ? failing(check, seen) : Optional.empty();
      if (reason.isPresent()) {
        return reason;
      }
    }
    for (Check probe : desired.probes()) {
      Optional<String> reason = failing(probe, seen);
      if (reason.isPresent()) {
        care.probed = Cause.PROBE_FAILED;
        return reason;
      }
    }
    return Optional.empty();
  }

  private static boolean costly(Check check) {
    return switch (check) {
      case Check.CommandSucceeds ignored -> true;
      case Check.LogShows ignored -> true;
      case Check.MetricsAnswer ignored -> true;
      case Check.UnitActive ignored -> false;
      case Check.ProcessRuns ignored -> false;
      case Check.TcpOpen ignored -> false;
      case Check.PortOwner ignored -> false;
      case Check.HttpAnswers ignored -> false;
      case Check.FileFresh ignored -> false;
    };
  }

  private Optional<String> failing(Check check, Seen seen) {
    try {
      return check instanceof Check.UnitActive(String unit)
          ? unit(unit, seen)
          : host.probes().failing(check);
    } catch (HostFailure e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
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
