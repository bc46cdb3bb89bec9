package io.kitward.server.console.sample;

import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Vouchers;
import java.util.List;

/** No compiler's word counts here. */
final class NoVouching implements Vouchers {

  @Override
  public View of(NodePrincipal compiler) {
    return new View("", false);
  }

  @Override
  public Outcome enrol(NodePrincipal compiler, String key, String proof, Actor actor) {
    return new Outcome.Unlisted("No compiler counts here.");
  }

  @Override
  public List<Key> all() {
    return List.of();
  }
}
