package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.SuspensionView;
import io.kitward.server.api.port.Suspensions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was left alone and looked after again, in order. Thread-safe. */
public final class SampleSuspensions implements Suspensions {
  private final Set<String> nodes;
  private final Clock clock;
  private final List<SuspensionView> said = new CopyOnWriteArrayList<>();

  SampleSuspensions(Set<String> nodes, Clock clock) {
    this.nodes = nodes;
    this.clock = clock;
  }

  public List<SuspensionView> said() {
    return said;
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public Optional<SuspensionView> suspend(
      String certname, String service, Instant until, String reason, Actor actor) {
    return say(new SuspensionView(certname, service, true, until));
  }

  @Override
  public Optional<SuspensionView> resume(String certname, String service, Actor actor) {
    return say(new SuspensionView(certname, service, false, null));
  }

  private Optional<SuspensionView> say(SuspensionView view) {
    if (!nodes.contains(view.node())) {
      return Optional.empty();
    }
    said.add(view);
    return Optional.of(view);
  }
}
