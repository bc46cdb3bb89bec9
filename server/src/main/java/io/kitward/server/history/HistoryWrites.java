package io.kitward.server.history;

import io.kitward.protocol.Json;
import io.kitward.selector.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Notes what changes, in the transaction that changes it. What is as it was leaves no row.
 *
 * <p>An interval shorter than a minute is not kept: the next one takes its place and begins where
 * it began. Of something that goes back and forth, with ten intervals in a row that are shorter
 * than an hour, only those of a quarter of an hour are kept. So one instance leaves fewer than 110
 * rows a day, whatever happens.
 */
public final class HistoryWrites {

  /** How long an interval is at least; {@code o} is the row that is open. */
  private static final String LONG_ENOUGH =
      "o.valid_from + case when o.short >= 10 then interval '15 minutes' else interval '1 minute' end"
          + " <= cast(:now as timestamptz)";

  /** How many short ones there are in a row, once {@code o} is closed. */
  private static final String SHORT =
      "case when o.valid_from + interval '1 hour' > cast(:now as timestamptz) then o.short + 1 else 0 end";

  private HistoryWrites() {}

  /**
   * How an instance is now.
   *
   * @param wanted whether policy wants it
   * @param phase as the store has it
   * @param cause the first gap; empty: none
   * @param wantedAt since when it is wanted as it is
   * @param proven whether a console receives its data
   */
  public record InstanceNow(
      UUID node,
      String service,
      boolean wanted,
      String phase,
      String cause,
      Instant wantedAt,
      boolean proven) {}

  /** Instances came into another phase, or are wanted or not since now. */
  public static void changed(Handle handle, List<InstanceNow> instances, Instant now) {
    if (instances.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            with change as (
              select node_id, service, wanted, phase, cause, cast(wish as timestamptz) as wish, proven
              from unnest(:nodes, :services, :wanted, :phases, :causes, :wishes, :proven)
                as c (node_id, service, wanted, phase, cause, wish, proven)),
            kept as (
              select o.* from instance_open o join change c using (node_id, service)
              where (o.wanted, o.phase) is distinct from (c.wanted, c.phase) and %1$s),
            closed as (
              insert into instance_past (node_id, service, valid_from, valid_to, wanted, phase, cause)
              select node_id, service, valid_from, :now, wanted, phase, cause from kept),
            first_proof as (
              select c.node_id, c.service, c.wish from change c
                left join instance_open o on o.node_id = c.node_id and o.service = c.service
              where c.proven and o.proven_for is distinct from c.wish),
            counted as (
              insert into proving (at, service, milliseconds)
              select cast(:now as timestamptz), service,
                cast(extract(epoch from cast(:now as timestamptz) - wish) * 1000 as bigint)
              from first_proof)
            insert into instance_open (node_id, service, valid_from, wanted, phase, cause, short, proven_for)
            select c.node_id, c.service,
              case when k.node_id is null then coalesce(o.valid_from, cast(:now as timestamptz))
                else cast(:now as timestamptz) end,
              c.wanted, c.phase, c.cause,
              case when k.node_id is null then coalesce(o.short, 0) else %2$s end,
              coalesce(f.wish, o.proven_for)
            from change c
              left join instance_open o on o.node_id = c.node_id and o.service = c.service
              left join kept k on k.node_id = c.node_id and k.service = c.service
              left join first_proof f on f.node_id = c.node_id and f.service = c.service
            on conflict (node_id, service) do update set valid_from = excluded.valid_from,
              wanted = excluded.wanted, phase = excluded.phase, cause = excluded.cause,
              short = excluded.short, proven_for = excluded.proven_for
            """
                .formatted(LONG_ENOUGH, SHORT))
        .bindArray("nodes", UUID.class, instances.stream().map(InstanceNow::node).toList())
        .bindArray("services", String.class, instances.stream().map(InstanceNow::service).toList())
        .bindArray("wanted", Boolean.class, instances.stream().map(InstanceNow::wanted).toList())
        .bindArray("phases", String.class, instances.stream().map(InstanceNow::phase).toList())
        .bindArray("causes", String.class, instances.stream().map(InstanceNow::cause).toList())
        .bindArray(
            "wishes",
            String.class,
            instances.stream().map(instance -> instance.wantedAt().toString()).toList())
        .bindArray("proven", Boolean.class, instances.stream().map(InstanceNow::proven).toList())
        .bind("now", now)
        .execute();
  }

  /**
   * Instances are no longer under management.
   *
   * @param instances services by their nodes
   */
  public static void gone(
      Handle handle, Collection<Map.Entry<UUID, String>> instances, Instant now) {
    if (instances.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            with gone as (
              delete from instance_open o using unnest(:nodes, :services) as g (node_id, service)
              where o.node_id = g.node_id and o.service = g.service returning o.*)
            insert into instance_past (node_id, service, valid_from, valid_to, wanted, phase, cause)
            select node_id, service, valid_from, :now, wanted, phase, cause from gone where valid_from < :now
            """)
        .bindArray("nodes", UUID.class, instances.stream().map(Map.Entry::getKey).toList())
        .bindArray("services", String.class, instances.stream().map(Map.Entry::getValue).toList())
        .bind("now", now)
        .execute();
  }

  /** What selectors see of a node now: the tags that count on it, and its facts. */
  public record NodeNow(SortedSet<Tag> tags, Map<String, String> facts) {}

  /** Nodes may have other tags or facts than before. */
  public static void seen(Handle handle, Map<UUID, NodeNow> nodes, Instant now) {
    if (nodes.isEmpty()) {
      return;
    }
    List<Map.Entry<UUID, NodeNow>> all = List.copyOf(nodes.entrySet());
    handle
        .createUpdate(
            """
            with change as (
              select c.node_id, string_to_array(c.tags, ' ') as tags, cast(c.facts as jsonb) as facts
              from unnest(:nodes, :tags, :facts) as c (node_id, tags, facts)),
            other as (
              select c.*, o.valid_from, o.tags as tags_before, o.facts as facts_before, o.short,
                %1$s as long_enough, %2$s as short_then
              from change c left join node_open o on o.node_id = c.node_id
              where o.node_id is null or o.tags <> c.tags or o.facts <> c.facts),
            closed as (
              insert into node_past (node_id, valid_from, valid_to, tags, facts)
              select node_id, valid_from, :now, tags_before, facts_before from other where long_enough)
            insert into node_open (node_id, valid_from, tags, facts, short)
            select node_id,
              case when long_enough or valid_from is null then cast(:now as timestamptz) else valid_from end,
              tags, facts, case when long_enough then short_then else coalesce(short, 0) end
            from other
            on conflict (node_id) do update set valid_from = excluded.valid_from, tags = excluded.tags,
              facts = excluded.facts, short = excluded.short
            """
                .formatted(LONG_ENOUGH, SHORT))
        .bindArray("nodes", UUID.class, all.stream().map(Map.Entry::getKey).toList())
        .bindArray(
            "tags",
            String.class,
            all.stream()
                .map(
                    node ->
                        node.getValue().tags().stream()
                            .map(Tag::toString)
                            .collect(Collectors.joining(" ")))
                .toList())
        .bindArray(
            "facts", String.class, all.stream().map(node -> json(node.getValue().facts())).toList())
        .bind("now", now)
        .execute();
  }

  /** A node has left: nothing is on it as far as Kitward knows. */
  public static void left(Handle handle, UUID node, Instant now) {
    for (String close :
        List.of(
            """
            with gone as (delete from instance_open where node_id = :node returning *)
            insert into instance_past (node_id, service, valid_from, valid_to, wanted, phase, cause)
            select node_id, service, valid_from, :now, wanted, phase, cause from gone where valid_from < :now
            """,
            """
            with gone as (delete from node_open where node_id = :node returning *)
            insert into node_past (node_id, valid_from, valid_to, tags, facts)
            select node_id, valid_from, :now, tags, facts from gone where valid_from < :now
            """,
            """
            with gone as (delete from away_open where node_id = :node returning *)
            insert into away_past (node_id, valid_from, valid_to)
            select node_id, valid_from, :now from gone where valid_from < :now
            """)) {
      handle.createUpdate(close).bind("node", node).bind("now", now).execute();
    }
  }

  /** A node that had left is back as it was; its tags as they were last seen by a source. */
  public static void back(Handle handle, UUID node, Instant now) {
    for (String open :
        List.of(
            """
            insert into instance_open (node_id, service, valid_from, wanted, phase, proven_for)
            select node_id, service, :now, wanted is not null, phase, wanted_at from instance where node_id = :node
            on conflict do nothing
            """,
            """
            insert into node_open (node_id, valid_from, tags, facts)
            select node_id, :now, array(select jsonb_object_keys(resolved_tags)), resolved_facts
            from node_state where node_id = :node
            on conflict do nothing
            """)) {
      handle.createUpdate(open).bind("node", node).bind("now", now).execute();
    }
  }

  private static String json(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }
}
