package io.kitward.server.console.sample;

import io.kitward.server.api.port.AuditTrail;
import io.kitward.server.api.port.AuditView;
import io.kitward.server.audit.AuditFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An audit trail in memory, the newest first. Thread-safe. */
public final class SampleAudit implements AuditTrail {
  private final List<AuditView> entries = new ArrayList<>();

  /** Adds the newest entry. */
  public synchronized void add(AuditView entry) {
    entries.addFirst(entry);
  }

  @Override
  public synchronized List<AuditView> before(AuditFilter filter, long before, int limit) {
    return entries.stream()
        .filter(entry -> entry.id() < before)
        .filter(entry -> filter.actor() == null || filter.actor().equals(entry.principal()))
        .filter(
            entry ->
                filter.object() == null
                    || filter.object().equals(entry.target())
                    || entry.target().startsWith(filter.object() + "/"))
        .filter(entry -> filter.action() == null || filter.action().equals(entry.action()))
        .filter(entry -> filter.from() == null || !entry.at().isBefore(filter.from()))
        .filter(entry -> filter.to() == null || entry.at().isBefore(filter.to()))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<AuditView> find(long id) {
    return entries.stream().filter(entry -> entry.id() == id).findFirst();
  }
}
