package io.kitward.server.api.stored;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.SecretVersions;
import io.kitward.server.api.port.SecretView;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.store.SecretReference;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.mapper.RowMapper;

/** Secrets, encrypted in the store. Thread-safe. */
public final class StoredSecretVersions implements SecretVersions {

  private static final RowMapper<SecretView> ROW =
      (row, _) ->
          new SecretView(
              row.getString("name"),
              row.getInt("version"),
              new SecretReference(row.getString("name"), row.getInt("version")).toString(),
              row.getTimestamp("created_at").toInstant(),
              row.getString("created_by"));

  private final Store store;
  private final Secrets secrets;
  private final Clock clock;

  public StoredSecretVersions(Store store, Secrets secrets, Clock clock) {
    this.store = store;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public List<SecretView> list() {
    return store.read(
        handle ->
            handle
                .createQuery(
                    "select distinct on (name) * from (select name collate \"C\" as name, version,"
                        + " created_at, created_by from secret) as s order by name, version desc")
                .map(ROW)
                .list());
  }

  @Override
  public SecretView add(String name, String value, Actor actor) {
    Instant now = clock.instant();
    String by = actor.principal().display();
    return store.write(
        handle -> {
          int version = secrets.put(handle, name, value.getBytes(StandardCharsets.UTF_8), by);
          AuditTable.add(
              handle,
              new AuditEntry(
                  now,
                  by,
                  "people",
                  "add-secret",
                  "secret/" + name,
                  "done",
                  Map.of("request", actor.requestId(), "version", Integer.toString(version))));
          return handle
              .createQuery("select * from secret where name = :name and version = :version")
              .bind("name", name)
              .bind("version", version)
              .map(ROW)
              .one();
        });
  }
}
