package io.kitward.server.desired;

import io.kitward.policy.Document;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * The rows of documents with all their revisions. Every method runs in the caller's transaction.
 */
public final class DocumentTable {

  /**
   * One revision of a document.
   *
   * @param content its canonical JSON, or for a deleted one what it last was
   */
  public record Row(
      String kind,
      String name,
      long revision,
      String digest,
      String content,
      boolean deleted,
      Instant appliedAt,
      String appliedBy) {}

  private static final RowMapper<Row> ROW =
      (row, _) ->
          new Row(
              row.getString("kind"),
              row.getString("name"),
              row.getLong("revision"),
              row.getString("digest"),
              row.getString("content"),
              row.getBoolean("deleted"),
              row.getTimestamp("applied_at").toInstant(),
              row.getString("applied_by"));

  private static final String NEWEST =
      """
      select distinct on (d.kind, d.name) d.*, c.applied_at, c.applied_by
      from document d join document_change c on c.revision = d.change
      """;

  private DocumentTable() {}

  /** Every document in force, by kind and name. */
  public static List<Row> current(Handle handle) {
    return page(handle, null, "", "", Integer.MAX_VALUE);
  }

  /** Every document as it was at a change, by kind and name. */
  public static List<Row> currentAt(Handle handle, long change) {
    return handle
        .createQuery(
            "select * from ("
                + NEWEST
                + """
                 where d.change <= :change order by d.kind, d.name, d.revision desc) newest
                where not deleted order by kind collate "C", name collate "C"
                """)
        .bind("change", change)
        .map(ROW)
        .list();
  }

  /** Documents in force after a place, by kind and name. */
  public static List<Row> page(
      Handle handle, @Nullable String kind, String afterKind, String afterName, int limit) {
    return handle
        .createQuery(
            "select * from ("
                + NEWEST
                + """
                 order by d.kind, d.name, d.revision desc) newest
                where not deleted and (cast(:kind as text) is null or kind = :kind)
                  and (kind collate "C", name collate "C") > (:afterKind, :afterName)
                order by kind collate "C", name collate "C" limit :limit
                """)
        .bind("kind", kind)
        .bind("afterKind", afterKind)
        .bind("afterName", afterName)
        .bind("limit", limit)
        .map(ROW)
        .list();
  }

  /** The newest revision of a document, a deletion included. */
  public static Optional<Row> newest(Handle handle, String kind, String name) {
    return handle
        .createQuery(
            NEWEST
                + " where d.kind = :kind and d.name = :name order by d.kind, d.name, d.revision desc")
        .bind("kind", kind)
        .bind("name", name)
        .map(ROW)
        .findOne();
  }

  public static Optional<Row> at(Handle handle, String kind, String name, long revision) {
    return handle
        .createQuery(
            """
            select d.*, c.applied_at, c.applied_by from document d join document_change c on c.revision = d.change
            where d.kind = :kind and d.name = :name and d.revision = :revision
            """)
        .bind("kind", kind)
        .bind("name", name)
        .bind("revision", revision)
        .map(ROW)
        .findOne();
  }

  /**
   * Changes of documents follow each other: until the transaction ends, nobody else changes any.
   */
  public static void lock(Handle handle) {
    handle
        .createQuery("select pg_advisory_xact_lock(hashtextextended('documents', 0))")
        .map((_, _) -> true)
        .one();
  }

  /** Begins a change; its number. */
  public static long change(Handle handle, String by, Instant now) {
    return handle
        .createQuery(
            "insert into document_change (applied_by, applied_at) values (:by, :now) returning revision")
        .bind("by", by)
        .bind("now", now)
        .mapTo(Long.class)
        .one();
  }

  /** Adds a revision. */
  public static void add(
      Handle handle, long change, Document document, long revision, boolean deleted) {
    handle
        .createUpdate(
            """
            insert into document (kind, name, revision, change, digest, content, deleted)
            values (:kind, :name, :revision, :change, :digest, cast(:content as jsonb), :deleted)
            """)
        .bind("kind", document.kind().word())
        .bind("name", document.name())
        .bind("revision", revision)
        .bind("change", change)
        .bind("digest", document.digest())
        .bind("content", document.canonicalJson())
        .bind("deleted", deleted)
        .execute();
  }

  /** The number of the newest change; 0 when there is none. */
  public static long revision(Handle handle) {
    return handle
        .createQuery("select coalesce(max(revision), 0) from document_change")
        .mapTo(Long.class)
        .one();
  }
}
