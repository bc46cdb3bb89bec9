package io.kitward.server.repository;

import io.kitward.policy.Problem;
import io.kitward.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** How followed repositories stand. Every method runs in the caller's transaction. */
public final class RepositoryTable {

  /** Longer than a look may take. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  /** What came of the commit that was seen last. */
  public enum State {
    /** It was not looked at yet. */
    NEW,
    /** It is in force. */
    IN_STEP,
    /** Its plan waits for a person. */
    WAITING,
    /** It changes what somebody else has. */
    CONFLICT,
    /** Its documents can't be used. */
    BROKEN
  }

  /** What was applied, when and by whom. */
  public record Applied(Commit commit, Instant at, String by) {}

  /**
   * One repository.
   *
   * @param digest of the document that the seen commit was read by; empty: none was
   * @param message why it is in that state; empty when that is clear
   * @param unreachable why it could not be asked last; empty when it could
   */
  public record Row(
      String name,
      String digest,
      State state,
      String message,
      List<Problem> faults,
      String unreachable,
      Optional<Commit> seen,
      OptionalLong plan,
      Optional<Applied> applied,
      @Nullable Instant lookedAt,
      @Nullable Instant contactedAt,
      Instant dueAt) {}

  private static final RowMapper<Row> ROW = (row, _) -> row(row);

  private RepositoryTable() {}

  private static Row row(ResultSet row) throws SQLException {
    Optional<Commit> applied = commit(row.getString("applied"));
    Timestamp appliedAt = row.getTimestamp("applied_at");
    String by = row.getString("applied_by");
    long plan = row.getLong("plan_id");
    boolean planned = !row.wasNull();
    return new Row(
        row.getString("name"),
        row.getString("seen_digest"),
        State.valueOf(row.getString("state")),
        row.getString("message"),
        Json.MAPPER.readValue(row.getString("faults"), new TypeReference<List<Problem>>() {}),
        row.getString("unreachable"),
        commit(row.getString("seen")),
        planned ? OptionalLong.of(plan) : OptionalLong.empty(),
        appliedAt == null
            ? Optional.empty()
            : applied.map(commit -> new Applied(commit, appliedAt.toInstant(), by)),
        instant(row.getTimestamp("looked_at")),
        instant(row.getTimestamp("contacted_at")),
        row.getTimestamp("due_at").toInstant());
  }

  private static @Nullable Instant instant(@Nullable Timestamp at) {
    return at == null ? null : at.toInstant();
  }

  private static Optional<Commit> commit(@Nullable String json) {
    return json == null ? Optional.empty() : Optional.of(Json.MAPPER.readValue(json, Commit.class));
  }

  /** Every repository that was looked at, by name. */
  public static Map<String, Row> all(Handle handle) {
    Map<String, Row> rows = new TreeMap<>();
    handle
        .createQuery("select * from repository_state")
        .map(ROW)
        .forEach(row -> rows.put(row.name(), row));
    return rows;
  }

  public static Optional<Row> find(Handle handle, String name) {
    return handle
        .createQuery("select * from repository_state where name = :name")
        .bind("name", name)
        .map(ROW)
        .findOne();
  }

  /** The same, locked until the transaction ends. Whoever locks documents too does that before. */
  public static Optional<Row> lock(Handle handle, String name) {
    return handle
        .createQuery("select * from repository_state where name = :name for update")
        .bind("name", name)
        .map(ROW)
        .findOne();
  }

  /**
   * Begins a look where one is due and none goes on: because its time has come, or because the
   * document is another one since.
   */
  public static Optional<UUID> begin(Handle handle, String name, String digest) {
    UUID lease = UUID.randomUUID();
    return handle
                .createUpdate(
                    """
                    insert into repository_state (name, due_at, lease, leased_until)
                    values (:name, clock_timestamp(), :lease, clock_timestamp() + :life * interval '1 second')
                    on conflict (name) do update
                    set lease = excluded.lease, leased_until = excluded.leased_until
                    where (repository_state.due_at <= clock_timestamp() or repository_state.digest <> :digest)
                      and (repository_state.leased_until is null
                        or repository_state.leased_until < clock_timestamp())
                    """)
                .bind("name", name)
                .bind("lease", lease)
                .bind("life", LEASE.toSeconds())
                .bind("digest", digest)
                .execute()
            == 1
        ? Optional.of(lease)
        : Optional.empty();
  }

  /** Whether a look is still the one that goes on; locks the row. */
  public static boolean holds(Handle handle, String name, UUID lease) {
    return handle
        .createQuery("select lease = :lease from repository_state where name = :name for update")
        .bind("name", name)
        .bind("lease", lease)
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }

  /** Ends a look: the next one is due by then. */
  public static void end(Handle handle, String name, UUID lease, String digest, Duration pause) {
    handle
        .createUpdate(
            """
            update repository_state
            set digest = :digest, looked_at = clock_timestamp(), lease = null, leased_until = null,
              due_at = clock_timestamp() + :pause * interval '1 second'
            where name = :name and lease = :lease
            """)
        .bind("name", name)
        .bind("lease", lease)
        .bind("digest", digest)
        .bind("pause", pause.toSeconds())
        .execute();
  }

  /** It answered. */
  public static void contacted(Handle handle, String name) {
    handle.execute(
        "update repository_state set unreachable = '', contacted_at = clock_timestamp() where name = ?",
        name);
  }

  /** It did not answer; all else stays as it was. */
  public static void unreachable(Handle handle, String name, String why) {
    handle.execute("update repository_state set unreachable = ? where name = ?", why, name);
  }

  /** Another commit was seen, and this came of it. */
  public static void seen(
      Handle handle,
      String name,
      String digest,
      Commit commit,
      State state,
      String message,
      List<Problem> faults,
      OptionalLong plan) {
    handle
        .createUpdate(
            """
            update repository_state set seen = cast(:seen as jsonb), seen_digest = :digest, state = :state, message = :message,
              faults = cast(:faults as jsonb), plan_id = :plan
            where name = :name
            """)
        .bind("name", name)
        .bind("digest", digest)
        .bind("seen", json(commit))
        .bind("state", state.name())
        .bind("message", message)
        .bind("faults", json(faults))
        .bind("plan", plan.isPresent() ? plan.getAsLong() : null)
        .execute();
  }

  /** A plan was carried out: the commit that it is of is in force. */
  public static void applied(Handle handle, long plan, String by, Instant now) {
    handle
        .createUpdate(
            """
            update repository_state set state = 'IN_STEP', message = '', faults = '[]', applied = seen,
              applied_at = :now, applied_by = :by
            where plan_id = :plan
            """)
        .bind("plan", plan)
        .bind("by", by)
        .bind("now", now)
        .execute();
  }

  /** A look is due now; false where the repository was never looked at. */
  public static boolean due(Handle handle, String name) {
    return handle.execute(
            "update repository_state set due_at = clock_timestamp() where name = ?", name)
        == 1;
  }

  /** It is followed no longer. */
  public static void forget(Handle handle, String name) {
    handle.execute("delete from repository_state where name = ?", name);
  }

  private static String json(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }
}
