package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.NodeOperations;
import io.kitward.server.api.port.OperationView;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Nodes that take what they are asked, and answer when a test says so. Thread-safe. */
public final class SampleOperations implements NodeOperations {
  private final Map<String, OperationView> asked = new ConcurrentHashMap<>();
  private final Map<String, String> results = new ConcurrentHashMap<>();
  private final Set<String> nodes;
  private final Clock clock;

  /**
   * @param nodes the names of those that are connected
   */
  SampleOperations(Set<String> nodes, Clock clock) {
    this.nodes = nodes;
    this.clock = clock;
  }

  @Override
  public Outcome ask(String certname, Asked what, Actor actor) {
    if (!nodes.contains(certname)) {
      return new Outcome.NotTaken();
    }
    String id = "o-" + (asked.size() + 1);
    var operation =
        new OperationView(
            id,
            certname,
            what.kind().name().toLowerCase(Locale.ROOT),
            what.service(),
            actor.principal().display(),
            clock.instant(),
            what.deadline(),
            "sent",
            false,
            "",
            null,
            0);
    asked.put(id, operation);
    return new Outcome.Sent(operation);
  }

  /** The node's answer. */
  public void answer(String id, String message, String text) {
    results.put(id, text);
    asked.computeIfPresent(
        id,
        (_, was) ->
            new OperationView(
                id,
                was.certname(),
                was.kind(),
                was.service(),
                was.by(),
                was.askedAt(),
                was.deadline(),
                "done",
                true,
                message,
                "text/plain; charset=utf-8",
                text.length()));
  }

  @Override
  public Optional<OperationView> find(String certname, String id) {
    return Optional.ofNullable(asked.get(id)).filter(found -> found.certname().equals(certname));
  }

  @Override
  public Optional<Result> result(String certname, String id) {
    return find(certname, id)
        .flatMap(_ -> Optional.ofNullable(results.get(id)))
        .map(
            text -> new Result("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8)));
  }
}
