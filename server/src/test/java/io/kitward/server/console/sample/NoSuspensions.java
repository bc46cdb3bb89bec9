package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.SuspensionView;
import io.kitward.server.api.port.Suspensions;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Nothing is suspended here. */
record NoSuspensions(Clock clock) implements Suspensions {

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public Optional<SuspensionView> suspend(
      String certname, String service, Instant until, String reason, Actor actor) {
    return Optional.empty();
  }

  @Override
  public Optional<SuspensionView> resume(String certname, String service, Actor actor) {
    return Optional.empty();
  }
}
