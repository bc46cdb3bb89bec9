package io.kitward.server.console.sample;

import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Declarations;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** No page of the console declares anything. */
final class NoDeclarations implements Declarations {

  private static final View NOTHING =
      new View(new TreeSet<>(), new TreeMap<>(), "", Optional.empty(), "", "\"0\"");

  @Override
  public View of(NodePrincipal node) {
    return NOTHING;
  }

  @Override
  public Outcome declare(
      NodePrincipal node, Sent sent, Consumer<String> precondition, Actor actor) {
    return new Outcome.Refused("nothing is declared here");
  }
}
