package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.NodeOperations;
import io.kitward.server.api.port.OperationView;
import java.util.Optional;

/** Nodes that take no operations. */
final class NoOperations implements NodeOperations {

  @Override
  public Outcome ask(String certname, Asked asked, Actor actor) {
    return new Outcome.NotTaken();
  }

  @Override
  public Optional<OperationView> find(String certname, String id) {
    return Optional.empty();
  }

  @Override
  public Optional<Result> result(String certname, String id) {
    return Optional.empty();
  }
}
