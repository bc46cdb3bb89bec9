package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.Backends;
import io.kitward.server.console.view.BackendCard;
import java.util.List;

/** Does each console know what it must? */
public final class BackendsPage implements Page {
  private final Backends backends;
  private final Gate gate;

  public BackendsPage(Backends backends, Gate gate) {
    this.backends = backends;
    this.gate = gate;
  }

  /** What the template shows. */
  public record View(List<BackendCard> cards) {}

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_BACKENDS, new Target.Everything());
    List<BackendCard> cards =
        backends.list().stream().map(backend -> BackendCard.of(backend, visit.now())).toList();
    long lost = cards.stream().filter(card -> card.status().equals("unreachable")).count();
    return Screen.of(
        lost == 0 ? "Backends" : "✗ " + Counts.of(lost) + " unreachable – Backends",
        Section.BACKENDS,
        "backends.jte",
        new View(cards),
        cards.stream()
            .map(card -> new Region(card.element(), "region/backend-card.jte", card))
            .toList());
  }
}
