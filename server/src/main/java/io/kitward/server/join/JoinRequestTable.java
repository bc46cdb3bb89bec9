package io.kitward.server.join;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The rows of requests that a person decides. Every method runs in the caller's transaction. */
public final class JoinRequestTable {

  public static final String PENDING = "pending";
  public static final String APPROVED = "approved";
  public static final String DENIED = "denied";

  /**
   * One request.
   *
   * @param request the certificate request in PEM
   * @param keyDigest SHA-256 of its public key, for people to compare
   * @param state pending, approved or denied
   */
  public record Row(
      String id,
      String certname,
      String request,
      String keyDigest,
      String address,
      Instant createdAt,
      String state,
      @Nullable Instant decidedAt,
      String decidedBy,
      String reason) {}

  private static final RowMapper<Row> ROW =
      (row, _) ->
          new Row(
              row.getString("id"),
              row.getString("certname"),
              row.getString("request"),
              row.getString("key_digest"),
              row.getString("address"),
              row.getTimestamp("created_at").toInstant(),
              row.getString("state"),
              Optional.ofNullable(row.getTimestamp("decided_at"))
                  .map(at -> at.toInstant())
                  .orElse(null),
              row.getString("decided_by"),
              row.getString("reason"));

  private JoinRequestTable() {}

  /** Keeps a request; the pending one of the same name and key stands for both. */
  public static Row ask(Handle handle, Row request) {
    handle
        .createUpdate(
            """
            insert into join_request (id, certname, request, key_digest, address, created_at)
            values (:id, :certname, :request, :key, :address, :now) on conflict do nothing
            """)
        .bind("id", request.id())
        .bind("certname", request.certname())
        .bind("request", request.request())
        .bind("key", request.keyDigest())
        .bind("address", request.address())
        .bind("now", request.createdAt())
        .execute();
    return handle
        .createQuery(
            "select * from join_request where certname = :certname and key_digest = :key and state = 'pending'")
        .bind("certname", request.certname())
        .bind("key", request.keyDigest())
        .map(ROW)
        .one();
  }

  public static Optional<Row> find(Handle handle, String id) {
    return handle
        .createQuery("select * from join_request where id = :id")
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  /** The request, locked until the transaction ends, so that it is decided once. */
  public static Optional<Row> lock(Handle handle, String id) {
    return handle
        .createQuery("select * from join_request where id = :id for update")
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  public static void decide(
      Handle handle, String id, String state, String by, String reason, Instant now) {
    handle
        .createUpdate(
            "update join_request set state = :state, decided_at = :now, decided_by = :by, reason = :reason where id = :id")
        .bind("state", state)
        .bind("now", now)
        .bind("by", by)
        .bind("reason", reason)
        .bind("id", id)
        .execute();
  }

  /** How many wait for a person. */
  public static int pending(Handle handle) {
    return handle
        .createQuery("select count(*) from join_request where state = 'pending'")
        .mapTo(Integer.class)
        .one();
  }

  /** Pending ones are forgotten after this long, so that strangers don't fill the list. */
  public static int forget(Handle handle, Instant before) {
    return handle
        .createUpdate("delete from join_request where created_at < :before")
        .bind("before", before)
        .execute();
  }

  /** Those that wait first, then the newest. */
  public static List<Row> newest(Handle handle, int limit) {
    return handle
        .createQuery(
            "select * from join_request order by (state = 'pending') desc, created_at desc, id limit :limit")
        .bind("limit", limit)
        .map(ROW)
        .list();
  }
}
