package io.kitward.server.plan;

import io.kitward.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import tools.jackson.core.type.TypeReference;

/** The rows of plans. Every method runs in the caller's transaction. */
public final class PlanTable {

  /** How long plans are kept. */
  private static final Duration KEPT = Duration.ofDays(30);

  private static final int BATCH = 5_000;

  /**
   * One plan.
   *
   * @param ticket of the change that it belongs to; empty: none
   * @param base the documents that it changes, as {@code Kind/name}, with their revisions then
   * @param baseRevision the newest change of documents then
   */
  public record Row(
      long id,
      Instant createdAt,
      String createdBy,
      String ticket,
      Change change,
      Map<String, Long> base,
      long baseRevision,
      Summary summary,
      Optional<Applied> applied) {}

  /** What became of it. */
  public record Applied(Instant at, String by, Outcome outcome) {}

  /**
   * What was done.
   *
   * @param nodes on how many nodes it was carried out
   * @param followUp the nodes that were left as they were
   */
  public record Outcome(int nodes, List<Draft.Left> followUp) {}

  private static final RowMapper<Row> ROW =
      (row, _) ->
          new Row(
              row.getLong("id"),
              row.getTimestamp("created_at").toInstant(),
              row.getString("created_by"),
              row.getString("ticket"),
              Json.MAPPER.readValue(row.getString("change"), Change.class),
              Json.MAPPER.readValue(
                  row.getString("base"), new TypeReference<Map<String, Long>>() {}),
              row.getLong("base_revision"),
              Json.MAPPER.readValue(row.getString("summary"), Summary.class),
              Optional.ofNullable(row.getTimestamp("applied_at")).isPresent()
                  ? Optional.of(
                      new Applied(
                          row.getTimestamp("applied_at").toInstant(),
                          row.getString("applied_by"),
                          Json.MAPPER.readValue(row.getString("outcome"), Outcome.class)))
                  : Optional.empty());

  private PlanTable() {}

  /** Who made a plan, and the ticket of the change that it belongs to; empty: none. */
  public record Maker(String by, String ticket) {}

  /** Keeps a plan; those that are too old go. Returns its number. */
  public static long add(
      Handle handle,
      Change change,
      Map<String, Long> base,
      long baseRevision,
      Draft draft,
      Maker maker,
      Instant now) {
    handle
        .createUpdate("delete from plan where created_at < :before")
        .bind("before", now.minus(KEPT))
        .execute();
    long id =
        handle
            .createQuery(
                """
                insert into plan (created_at, created_by, ticket, change, base, base_revision, summary, groups)
                values (:now, :by, :ticket, cast(:change as jsonb), cast(:base as jsonb), :revision,
                  cast(:summary as jsonb), cast(:groups as jsonb))
                returning id
                """)
            .bind("now", now)
            .bind("by", maker.by())
            .bind("ticket", maker.ticket())
            .bind("change", json(change))
            .bind("base", json(base))
            .bind("revision", baseRevision)
            .bind("summary", json(draft.summary()))
            .bind("groups", json(PlanGroups.of(draft.nodes())))
            .mapTo(Long.class)
            .one();
    for (int from = 0; from < draft.nodes().size(); from += BATCH) {
      nodes(handle, id, draft.nodes().subList(from, Math.min(from + BATCH, draft.nodes().size())));
    }
    return id;
  }

  private static void nodes(Handle handle, long id, List<PlannedNode> nodes) {
    var names = new ArrayList<String>();
    var digests = new ArrayList<String>();
    var differences = new ArrayList<String>();
    for (PlannedNode node : nodes) {
      names.add(node.node());
      digests.add(node.digest());
      differences.add(json(node));
    }
    handle
        .createUpdate(
            """
            insert into plan_node (plan_id, certname, digest, difference)
            select :id, n.certname, n.digest, cast(n.difference as jsonb)
            from unnest(:names, :digests, :differences) as n (certname, digest, difference)
            """)
        .bind("id", id)
        .bindArray("names", String.class, names)
        .bindArray("digests", String.class, digests)
        .bindArray("differences", String.class, differences)
        .execute();
  }

  public static Optional<Row> find(Handle handle, long id) {
    return handle
        .createQuery("select * from plan where id = :id")
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  /** The plan, locked until the transaction ends, so that it is carried out once at most. */
  public static Optional<Row> lock(Handle handle, long id) {
    return handle
        .createQuery("select * from plan where id = :id for update")
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  /** Plans before a place, newest first. */
  public static List<Row> page(Handle handle, long before, int limit) {
    return handle
        .createQuery("select * from plan where id < :before order by id desc limit :limit")
        .bind("before", before)
        .bind("limit", limit)
        .map(ROW)
        .list();
  }

  /** The digest of each node's own difference. */
  public static Map<String, String> digests(Handle handle, long id) {
    Map<String, String> digests = new HashMap<>();
    handle
        .createQuery("select certname, digest from plan_node where plan_id = :id")
        .bind("id", id)
        .map((row, _) -> Map.entry(row.getString("certname"), row.getString("digest")))
        .forEach(entry -> digests.put(entry.getKey(), entry.getValue()));
    return digests;
  }

  /** What it does to nodes after a name, in the order of their names. */
  public static List<PlannedNode> nodes(Handle handle, long id, String after, int limit) {
    return handle
        .createQuery(
            """
            select difference from plan_node where plan_id = :id and certname collate "C" > :after
            order by certname collate "C" limit :limit
            """)
        .bind("id", id)
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> Json.MAPPER.readValue(row.getString("difference"), PlannedNode.class))
        .list();
  }

  /** Equal changes together; those of a plan that was kept without them are counted now. */
  public static List<PlanGroup> groups(Handle handle, long id) {
    Optional<String> kept =
        handle
            .createQuery("select groups from plan where id = :id and groups is not null")
            .bind("id", id)
            .mapTo(String.class)
            .findOne();
    return kept.isPresent()
        ? Json.MAPPER.readValue(kept.get(), new TypeReference<List<PlanGroup>>() {})
        : PlanGroups.of(nodes(handle, id, "", Integer.MAX_VALUE));
  }

  /** The nodes of a group after a name, in the order of their names. */
  public static List<PlannedNode> nodes(
      Handle handle, long id, PlanGroup group, String after, int limit) {
    Map<String, Object> pattern = new HashMap<>();
    if (group.ofTags()) {
      pattern.put("source", group.source());
      if (group.exact()) {
        pattern.put("added", group.added());
        pattern.put("removed", group.removed());
      }
    } else {
      pattern.put("service", group.service());
      pattern.put("effect", group.effect());
      pattern.put("offboarding", group.offboarding());
      if (group.exact()) {
        pattern.put("before", group.before());
        pattern.put("after", group.after());
      }
    }
    return handle
        .createQuery(
            """
            select difference from plan_node
            where plan_id = :id and certname collate "C" > :after and exists (
              select 1 from jsonb_array_elements(difference -> :list) as part
              where case when :exact then part = cast(:pattern as jsonb) else part @> cast(:pattern as jsonb) end)
            order by certname collate "C" limit :limit
            """)
        .bind("id", id)
        .bind("after", after)
        .bind("list", group.ofTags() ? "tags" : "instances")
        .bind("exact", group.exact())
        .bind("pattern", json(pattern))
        .bind("limit", limit)
        .map((row, _) -> Json.MAPPER.readValue(row.getString("difference"), PlannedNode.class))
        .list();
  }

  /** Notes that it was carried out. */
  public static void applied(Handle handle, long id, Maker applier, Outcome outcome, Instant now) {
    handle
        .createUpdate(
            "update plan set applied_at = :now, applied_by = :by, ticket = :ticket, outcome = cast(:outcome as jsonb) where id = :id")
        .bind("now", now)
        .bind("by", applier.by())
        .bind("ticket", applier.ticket())
        .bind("outcome", json(outcome))
        .bind("id", id)
        .execute();
  }

  private static String json(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }
}
