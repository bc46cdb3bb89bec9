package io.kitward.server.audit;

import io.kitward.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import tools.jackson.core.type.TypeReference;

/** The rows of the audit trail; only ever added to. */
public final class AuditTable {

  private static final RowMapper<Row> ROW =
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
                      row.getString("detail"), new TypeReference<Map<String, String>>() {})));

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
  public static List<Row> before(Handle handle, AuditFilter filter, long id, int limit) {
    Query query =
        handle
            .createQuery(
                "select * from audit where id < :id"
                    + (filter.actor() == null ? "" : " and principal = :actor")
                    + (filter.object() == null
                        ? ""
                        : " and (object = :object or object like :below)")
                    + (filter.action() == null ? "" : " and action = :action")
                    + (filter.from() == null ? "" : " and at >= :from")
                    + (filter.to() == null ? "" : " and at < :to")
                    + " order by id desc limit :limit")
            .bind("id", id)
            .bind("limit", limit);
    if (filter.actor() != null) {
      query.bind("actor", filter.actor());
    }
    if (filter.object() != null) {
      query.bind("object", filter.object()).bind("below", literal(filter.object()) + "/%");
    }
    if (filter.action() != null) {
      query.bind("action", filter.action());
    }
    if (filter.from() != null) {
      query.bind("from", filter.from());
    }
    if (filter.to() != null) {
      query.bind("to", filter.to());
    }
    return query.map(ROW).list();
  }

  /** One entry. */
  public static Optional<Row> find(Handle handle, long id) {
    return handle
        .createQuery("select * from audit where id = :id")
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  /** Text in which no character stands for others. */
  private static String literal(String text) {
    return text.replaceAll("[\\\\%_]", "\\\\$0");
  }
}
