package io.kitward.server.audit;

import io.kitward.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.type.TypeReference;

/** The rows of the audit trail; only ever added to. */
public final class AuditTable {

  private AuditTable() {}

  /** An entry with its place in the trail. */
  public record Row(long id, AuditEntry entry) {}

  public static void add(Handle handle, AuditEntry entry) {
    add(handle, List.of(entry));
  }

  public static void add(Handle handle, List<AuditEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    var batch =
        handle.prepareBatch(
            """
            insert into audit (at, principal, door, action, object, outcome, detail)
            values (:at, :principal, :door, :action, :object, :outcome, cast(:detail as jsonb))
            """);
    for (AuditEntry entry : entries) {
      batch
          .bind("at", entry.at())
          .bind("principal", entry.principal())
          .bind("door", entry.door())
          .bind("action", entry.action())
          .bind("object", entry.object())
          .bind("outcome", entry.outcome())
          .bind("detail", new String(Json.bytes(entry.detail()), StandardCharsets.UTF_8))
          .add();
    }
    batch.execute();
  }

  /** The newest entries before a place, newest first. */
  public static List<Row> before(Handle handle, long id, int limit) {
    return handle
        .createQuery("select * from audit where id < :id order by id desc limit :limit")
        .bind("id", id)
        .bind("limit", limit)
        .map(
            (row, _) ->
                new Row(
                    row.getLong("id"),
                    new AuditEntry(
                        row.getTimestamp("at").toInstant(),
                        row.getString("principal"),
                        row.getString("door"),
                        row.getString("action"),
                        row.getString("object"),
                        row.getString("outcome"),
                        Json.MAPPER.readValue(
                            row.getString("detail"), new TypeReference<Map<String, String>>() {}))))
        .list();
  }
}
