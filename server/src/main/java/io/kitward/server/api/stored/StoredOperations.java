package io.kitward.server.api.stored;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.Kind;
import io.kitward.protocol.Operation;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.NodeOperations;
import io.kitward.server.api.port.OperationView;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.rollout.AskedOperation;
import io.kitward.server.rollout.Operations;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Operations, asked over the nodes' sessions; the audit trail has each. Thread-safe. */
public final class StoredOperations implements NodeOperations {

  private final Store store;
  private final Operations operations;
  private final Clock clock;

  public StoredOperations(Store store, Operations operations, Clock clock) {
    this.store = store;
    this.operations = operations;
    this.clock = clock;
  }

  @Override
  public Outcome ask(String certname, Asked asked, Actor actor) {
    Optional<Node> node = store.read(handle -> NodeTable.find(handle, certname));
    if (node.isEmpty()) {
      return new Outcome.NodeUnknown();
    }
    var operation =
        new Operation(
            UUID.randomUUID().toString(),
            asked.kind(),
            asked.service(),
            asked.deadline(),
            asked.until(),
            asked.reason(),
            actor.principal().display(),
            asked.lines(),
            asked.kind() == Operation.Kind.TOOLS ? knownTools() : List.of());
    // Written before it is sent: nothing is asked of a node that the trail does not have.
    audit(certname, operation, actor);
    return operations
        .ask(node.get().id(), operation)
        .<Outcome>map(sent -> new Outcome.Sent(view(certname, sent)))
        .orElseGet(Outcome.NotTaken::new);
  }

  /** Every service whose document says how it is on nodes, as nodes know it. */
  private List<Operation.Tool> knownTools() {
    DocumentSet documents = store.read(LivePolicy::documents);
    return documents.names(Kind.SERVICE).stream()
        .flatMap(name -> documents.service(name).stream())
        .map(
            service ->
                new Operation.Tool(service.name(), service.packageNames(), service.unitNames()))
        .toList();
  }

  private void audit(String certname, Operation operation, Actor actor) {
    Instant now = clock.instant();
    var detail =
        Map.of(
            "operation", operation.id(),
            "kind", word(operation.kind()),
            "service", operation.service(),
            "reason", operation.reason(),
            "request", actor.requestId());
    store.change(
        handle ->
            AuditTable.add(
                handle,
                new AuditEntry(
                    now,
                    actor.principal().display(),
                    "people",
                    "operate.node",
                    "node/" + certname,
                    "done",
                    detail)));
  }

  @Override
  public Optional<OperationView> find(String certname, String id) {
    return asked(certname, id).map(found -> view(certname, found));
  }

  private Optional<AskedOperation> asked(String certname, String id) {
    Optional<UUID> node = store.read(handle -> NodeTable.find(handle, certname)).map(Node::id);
    return operations.find(id).filter(found -> node.equals(Optional.of(found.node())));
  }

  @Override
  public Optional<Result> result(String certname, String id) {
    return asked(certname, id)
        .flatMap(found -> operations.result(id).map(body -> new Result(found.contentType(), body)));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static OperationView view(String certname, AskedOperation asked) {
    Operation operation = asked.operation();
    return new OperationView(
        operation.id(),
        certname,
        word(operation.kind()),
        operation.service(),
        operation.by(),
        asked.askedAt(),
        operation.deadline(),
        word(asked.state()),
        asked.state().over(),
        asked.message(),
        asked.contentType().isEmpty() ? null : asked.contentType(),
        asked.size());
  }
}
