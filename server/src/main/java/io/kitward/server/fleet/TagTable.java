package io.kitward.server.fleet;

import io.kitward.selector.Tag;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    return handle
        .createQuery(
            "select * from tag where node_id = :node order by source collate \"C\", key collate \"C\", value collate \"C\"")
        .bind("node", node)
        .map((row, _) -> tag(row))
        .list();
  }

  /** All tags of these nodes, each node's by source, then key and value. */
  public static Map<UUID, List<SetTag>> of(Handle handle, Collection<UUID> nodes) {
    Map<UUID, List<SetTag>> tags = new HashMap<>();
    handle
        .createQuery(
            "select * from tag where node_id = any(:nodes) order by source collate \"C\", key collate \"C\", value collate \"C\"")
        .bindArray("nodes", UUID.class, nodes)
        .map((row, _) -> Map.entry(row.getObject("node_id", UUID.class), tag(row)))
        .forEach(
            entry ->
                tags.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>()).add(entry.getValue()));
    return tags;
  }

  private static SetTag tag(ResultSet row) throws SQLException {
    return new SetTag(
        new Tag(row.getString("key"), row.getString("value")),
        new Source(row.getString("source")),
        row.getString("set_by"),
        row.getTimestamp("set_at").toInstant());
  }

  /** The tags that one source attached to a node. */
  public static TagSet of(Handle handle, UUID node, Source source) {
    var place = new Place(node, source);
    return sets(handle, List.of(place)).getOrDefault(place, new TagSet(source, new TreeSet<>(), 0));
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
   */
  public record Replacement(
      Place place,
      TagSet set,
      SortedSet<Tag> added,
      SortedSet<Tag> removed,
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
            insert into tag_set (node_id, source, revision, set_by, set_at) values (:node, :source, :revision, :by, :at)
            on conflict (node_id, source) do update set revision = :revision, set_by = :by, set_at = :at
            """);
    PreparedBatch gone =
        handle.prepareBatch(
            "delete from tag where node_id = :node and source = :source and key = :key and value = :value");
    PreparedBatch come =
        handle.prepareBatch(
            "insert into tag (node_id, source, key, value, set_by, set_at) values (:node, :source, :key, :value, :by, :at)");
    for (Replacement replacement : replacements) {
      sets.bind("node", replacement.place().node())
          .bind("source", replacement.place().source().text())
          .bind("revision", replacement.set().revision())
          .bind("by", replacement.setBy())
          .bind("at", replacement.at())
          .add();
      replacement.removed().forEach(tag -> bind(gone, replacement, tag).add());
      replacement
          .added()
          .forEach(
              tag ->
                  bind(come, replacement, tag)
                      .bind("by", replacement.setBy())
                      .bind("at", replacement.at())
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

  private static PreparedBatch bind(PreparedBatch batch, Replacement replacement, Tag tag) {
    return batch
        .bind("node", replacement.place().node())
        .bind("source", replacement.place().source().text())
        .bind("key", tag.key())
        .bind("value", tag.value());
  }
}
