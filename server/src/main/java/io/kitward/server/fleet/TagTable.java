package io.kitward.server.fleet;

import io.kitward.selector.Tag;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The rows of tags, by node and source. Every method runs in the caller's transaction. */
public final class TagTable {

  private TagTable() {}

  /** All tags of a node, by source, then key and value. */
  public static List<SetTag> of(Handle handle, UUID node) {
    return of(handle, List.of(node)).getOrDefault(node, List.of());
  }

  /** All tags of these nodes, each node's by source, then key and value. */
  public static Map<UUID, List<SetTag>> of(Handle handle, Collection<UUID> nodes) {
    Map<UUID, List<SetTag>> tags = new HashMap<>();
    Map<String, Source> sources = new HashMap<>();
    handle
        .createQuery(
            "select t.*, s.proven_until from tag t join tag_set s using (node_id, source)"
                + " where node_id = any(:nodes)"
                + " order by source collate \"C\", key collate \"C\", value collate \"C\"")
        .bindArray("nodes", UUID.class, nodes)
        .map((row, _) -> Map.entry(row.getObject("node_id", UUID.class), tag(row, sources)))
        .forEach(
            entry ->
                tags.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>()).add(entry.getValue()));
    return tags;
  }

  private static SetTag tag(ResultSet row) throws SQLException {
    return tag(row, new HashMap<>());
  }

  /**
   * A row's tag.
   *
   * @param sources those that other rows had: there are few
   */
  private static SetTag tag(ResultSet row, Map<String, Source> sources) throws SQLException {
    return new SetTag(
        new Tag(row.getString("key"), row.getString("value")),
        sources.computeIfAbsent(row.getString("source"), Source::new),
        row.getString("set_by"),
        row.getTimestamp("set_at").toInstant(),
        Optional.ofNullable(row.getTimestamp("expires_at")).map(Timestamp::toInstant),
        Optional.ofNullable(row.getTimestamp("proven_until")).map(Timestamp::toInstant));
  }

  /** The tags that one source attached to a node. */
  public static TagSet of(Handle handle, UUID node, Source source) {
    var place = new Place(node, source);
    return sets(handle, List.of(place)).getOrDefault(place, new TagSet(source, new TreeSet<>(), 0));
  }

  /** What one source says of each node behind a name, in the order of the nodes' names. */
  public static Map<String, SortedSet<Tag>> everywhere(
      Handle handle, Source source, String after, int limit) {
    Map<UUID, SortedSet<Tag>> byNode = new HashMap<>();
    Map<String, SortedSet<Tag>> said = new LinkedHashMap<>();
    handle
        .createQuery(
            "select id, certname from node where certname collate \"C\" > :after order by certname collate \"C\" limit :limit")
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> Map.entry(row.getObject("id", UUID.class), row.getString("certname")))
        .forEach(
            node -> {
              SortedSet<Tag> tags = new TreeSet<>();
              byNode.put(node.getKey(), tags);
              said.put(node.getValue(), tags);
            });
    // By the nodes' ids and not by a join, which goes wrong where nothing is known of a source yet.
    handle
        .createQuery(
            "select node_id, key, value from tag where node_id = any(:nodes) and source = :source")
        .bindArray("nodes", UUID.class, byNode.keySet())
        .bind("source", source.text())
        .map(
            (row, _) ->
                Map.entry(
                    row.getObject("node_id", UUID.class),
                    new Tag(row.getString("key"), row.getString("value"))))
        .forEach(tag -> Objects.requireNonNull(byNode.get(tag.getKey())).add(tag.getValue()));
    return said;
  }

  /** Where a set of tags is: one source on one node. */
  public record Place(UUID node, Source source) {}

  /** The sets of tags in these places; places where nobody ever set any are left out. */
  public static Map<Place, TagSet> sets(Handle handle, Collection<Place> places) {
    Map<Place, TagSet> sets = new HashMap<>();
    in(handle, "select t.node_id, t.source, t.revision from tag_set t", places)
        .map(
            (row, _) ->
                Map.entry(
                    place(row),
                    new TagSet(place(row).source(), new TreeSet<>(), row.getLong("revision"))))
        .forEach(entry -> sets.put(entry.getKey(), entry.getValue()));
    in(handle, "select t.node_id, t.source, t.key, t.value from tag t", places)
        .map(
            (row, _) ->
                Map.entry(place(row), new Tag(row.getString("key"), row.getString("value"))))
        .forEach(
            entry -> Objects.requireNonNull(sets.get(entry.getKey())).tags().add(entry.getValue()));
    return sets;
  }

  private static Query in(Handle handle, String select, Collection<Place> places) {
    return handle
        .createQuery(
            select
                + " join unnest(:nodes, :sources) as place (node_id, source)"
                + " on place.node_id = t.node_id and place.source = t.source")
        .bindArray("nodes", UUID.class, places.stream().map(Place::node).toList())
        .bindArray("sources", String.class, places.stream().map(at -> at.source().text()).toList());
  }

  private static Place place(ResultSet row) throws SQLException {
    return new Place(row.getObject("node_id", UUID.class), new Source(row.getString("source")));
  }

  /**
   * One source's tags on one node become others.
   *
   * @param set the tags as they shall be, with the revision that they then have
   * @param ends when some of them end by themselves, as said by this change
   */
  public record Replacement(
      Place place,
      TagSet set,
      SortedSet<Tag> added,
      SortedSet<Tag> removed,
      Map<Tag, Instant> ends,
      String setBy,
      Instant at) {}

  /**
   * Makes these changes, at most one in each place, and touches no other source's tags. The caller
   * holds the nodes' locks.
   */
  public static void replace(Handle handle, Collection<Replacement> replacements) {
    if (replacements.isEmpty()) {
      return;
    }
    PreparedBatch sets =
        handle.prepareBatch(
            """
            insert into tag_set (node_id, source, revision, set_by, set_at, heard_at)
            values (:node, :source, :revision, :by, :at, :at)
            on conflict (node_id, source) do update set revision = :revision, set_by = :by, set_at = :at, heard_at = :at,
              removals = case when :removing
                then array(select r from unnest(tag_set.removals) r where r > cast(:at as timestamptz) - interval '10 minutes' order by r)
                  || cast(:at as timestamptz)
                else tag_set.removals end
            """);
    PreparedBatch gone =
        handle.prepareBatch(
            "delete from tag where node_id = :node and source = :source and key = :key and value = :value");
    PreparedBatch come =
        handle.prepareBatch(
            """
            insert into tag (node_id, source, key, value, set_by, set_at, expires_at)
            values (:node, :source, :key, :value, :by, :at, cast(:ends as timestamptz))
            on conflict (node_id, source, key, value) do update
              set set_by = excluded.set_by, set_at = excluded.set_at, expires_at = excluded.expires_at
            """);
    for (Replacement replacement : replacements) {
      sets.bind("node", replacement.place().node())
          .bind("source", replacement.place().source().text())
          .bind("revision", replacement.set().revision())
          .bind("by", replacement.setBy())
          .bind("at", replacement.at())
          .bind("removing", !replacement.removed().isEmpty())
          .add();
      replacement.removed().forEach(tag -> bind(gone, replacement, tag).add());
      SortedSet<Tag> written = new TreeSet<>(replacement.added());
      written.addAll(replacement.ends().keySet());
      written.forEach(
          tag ->
              bind(come, replacement, tag)
                  .bind("by", replacement.setBy())
                  .bind("at", replacement.at())
                  .bind("ends", replacement.ends().get(tag))
                  .add());
    }
    for (PreparedBatch batch : List.of(sets, gone, come)) {
      if (batch.size() > 0) {
        batch.execute();
      }
    }
    NodeTable.touched(
        handle,
        replacements.stream().map(replacement -> replacement.place().node()).distinct().toList());
  }

  /**
   * Notes that sources spoke, though they had nothing new; to the hour, so that little is written.
   */
  public static void heard(Handle handle, Collection<Place> places, Instant now) {
    if (places.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            update tag_set t set heard_at = :now from unnest(:nodes, :sources) as place (node_id, source)
            where place.node_id = t.node_id and place.source = t.source
              and coalesce(t.heard_at, t.set_at) < cast(:now as timestamptz) - interval '1 hour'
            """)
        .bind("now", now)
        .bindArray("nodes", UUID.class, places.stream().map(Place::node).toList())
        .bindArray("sources", String.class, places.stream().map(at -> at.source().text()).toList())
        .execute();
  }

  /** When each source last spoke of these nodes. */
  public static Map<UUID, Map<String, Instant>> heard(Handle handle, Collection<UUID> nodes) {
    Map<UUID, Map<String, Instant>> heard = new HashMap<>();
    in(handle, nodes)
        .map((row, _) -> Map.entry(place(row), row.getTimestamp("heard").toInstant()))
        .forEach(
            entry ->
                heard
                    .computeIfAbsent(entry.getKey().node(), _ -> new HashMap<>())
                    .put(entry.getKey().source().text(), entry.getValue()));
    return heard;
  }

  private static Query in(Handle handle, Collection<UUID> nodes) {
    return handle
        .createQuery(
            "select node_id, source, coalesce(heard_at, set_at) as heard from tag_set where node_id = any(:nodes)")
        .bindArray("nodes", UUID.class, nodes);
  }

  /** When sources took tags away lately, where that was more often than this. */
  public static Map<Place, List<Instant>> removals(Handle handle, int often) {
    return removals(
        handle.createQuery(
            "select node_id, source, removals from tag_set where cardinality(removals) > "
                + often));
  }

  /** The same for these nodes. */
  public static Map<Place, List<Instant>> removals(
      Handle handle, Collection<UUID> nodes, int often) {
    return removals(
        handle
            .createQuery(
                "select node_id, source, removals from tag_set where node_id = any(:nodes) and cardinality(removals) > "
                    + often)
            .bindArray("nodes", UUID.class, nodes));
  }

  private static Map<Place, List<Instant>> removals(Query query) {
    Map<Place, List<Instant>> removals = new HashMap<>();
    query
        .map(
            (row, _) -> {
              List<Instant> times = new ArrayList<>();
              for (Timestamp time : (Timestamp[]) row.getArray("removals").getArray()) {
                times.add(time.toInstant());
              }
              return Map.entry(place(row), times);
            })
        .forEach(entry -> removals.put(entry.getKey(), entry.getValue()));
    return removals;
  }

  /** Gives a key another name on these nodes; who set its tags, and when, stays. */
  public static void rename(Handle handle, String from, String to, Collection<String> certnames) {
    String mine = "node_id in (select id from node where certname = any(:names))";
    handle
        .createUpdate(
            "delete from tag t where t.key = :from and t."
                + mine
                + " and exists (select 1 from tag o where o.node_id = t.node_id and o.source = t.source"
                + " and o.key = :to and o.value = t.value)")
        .bind("from", from)
        .bind("to", to)
        .bindArray("names", String.class, certnames)
        .execute();
    List<UUID> nodes =
        handle
            .createQuery(
                "update tag set key = :to where key = :from and " + mine + " returning node_id")
            .bind("from", from)
            .bind("to", to)
            .bindArray("names", String.class, certnames)
            .mapTo(UUID.class)
            .list();
    handle
        .createUpdate("update tag_set set revision = revision + 1 where node_id = any(:ids)")
        .bindArray("ids", UUID.class, nodes)
        .execute();
    NodeTable.touched(handle, nodes);
  }

  /** Takes the tags of a node away whose time is over; returns them. */
  public static List<SetTag> expire(Handle handle, UUID node, Instant now) {
    List<SetTag> gone =
        handle
            .createQuery(
                "delete from tag where node_id = :node and expires_at <= :now returning *, null::timestamptz as proven_until")
            .bind("node", node)
            .bind("now", now)
            .map((row, _) -> tag(row))
            .list();
    if (!gone.isEmpty()) {
      handle
          .createUpdate(
              "update tag_set set revision = revision + 1 where node_id = :node and source = any(:sources)")
          .bind("node", node)
          .bindArray(
              "sources",
              String.class,
              gone.stream().map(tag -> tag.source().text()).distinct().toList())
          .execute();
    }
    return gone;
  }

  private static PreparedBatch bind(PreparedBatch batch, Replacement replacement, Tag tag) {
    return batch
        .bind("node", replacement.place().node())
        .bind("source", replacement.place().source().text())
        .bind("key", tag.key())
        .bind("value", tag.value());
  }
}
