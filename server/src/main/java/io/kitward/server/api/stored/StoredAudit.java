package io.kitward.server.api.stored;

import io.kitward.server.access.Action;
import io.kitward.server.access.Denials;
import io.kitward.server.access.Principal;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.AuditTrail;
import io.kitward.server.api.port.AuditView;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditFilter;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit trail as read from the store, and the refusals that go into it. Thread-safe. */
public final class StoredAudit implements AuditTrail, Denials {

  private static final Logger LOG = LoggerFactory.getLogger(StoredAudit.class);

  private final Store store;
  private final Clock clock;

  public StoredAudit(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public List<AuditView> before(AuditFilter filter, long before, int limit) {
    return store.read(
        handle ->
            AuditTable.before(handle, filter, before, limit).stream()
                .map(StoredAudit::view)
                .toList());
  }

  @Override
  public Optional<AuditView> find(long id) {
    return store.read(handle -> AuditTable.find(handle, id).map(StoredAudit::view));
  }

  @Override
  public void denied(Principal principal, Action action, Target target, String reason) {
    LOG.info("refused {} {} {}: {}", principal.display(), action, target.display(), reason);
    try {
      store.change(
          handle ->
              AuditTable.add(
                  handle,
                  new AuditEntry(
                      clock.instant(),
                      principal.display(),
                      principal instanceof Principal.NodePrincipal ? "node" : "people",
                      action.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                      target.display(),
                      "denied",
                      Map.of("reason", reason))));
    } catch (RuntimeException e) {
      // The refusal stands, and the log has it, when the store is away.
      LOG.error("a refusal could not be written to the audit trail", e);
    }
  }

  private static AuditView view(AuditTable.Row row) {
    AuditEntry entry = row.entry();
    var fields = new TreeMap<>(entry.detail());
    String request = fields.remove("request");
    String detail =
        fields.entrySet().stream()
            .map(field -> field.getKey() + ": " + field.getValue())
            .collect(Collectors.joining("; "));
    return new AuditView(
        row.id(),
        entry.at(),
        entry.principal(),
        entry.door(),
        entry.action(),
        entry.object(),
        entry.outcome(),
        detail,
        Map.copyOf(fields),
        request == null ? "" : request);
  }
}
