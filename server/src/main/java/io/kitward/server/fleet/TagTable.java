package io.kitward.server.fleet;

import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of tags, by node and source. Every method runs in the caller's transaction. */
public final class TagTable {

  private TagTable() {}

  /** All tags of a node, by source, then key and value. */
  public static List<SetTag> of(Handle handle, UUID node) {
    return handle
        .createQuery(
            "select * from tag where node_id = :node order by source collate \"C\", key collate \"C\", value collate \"C\"")
        .bind("node", node)
        .map(
            (row, _) ->
                new SetTag(
                    new Tag(row.getString("key"), row.getString("value")),
                    new Source(row.getString("source")),
                    row.getString("set_by"),
                    row.getTimestamp("set_at").toInstant()))
        .list();
  }

  /** The tags that one source attached to a node. */
  public static TagSet of(Handle handle, UUID node, Source source) {
    SortedSet<Tag> tags =
        new TreeSet<>(
            handle
                .createQuery(
                    "select key, value from tag where node_id = :node and source = :source")
                .bind("node", node)
                .bind("source", source.text())
                .map((row, _) -> new Tag(row.getString("key"), row.getString("value")))
                .list());
    long revision =
        handle
            .createQuery("select revision from tag_set where node_id = :node and source = :source")
            .bind("node", node)
            .bind("source", source.text())
            .mapTo(Long.class)
            .findOne()
            .orElse(0L);
    return new TagSet(source, tags, revision);
  }

  /**
   * Makes these the source's tags on a node, and touches no other source's. The caller holds the
   * node's lock. Nothing is written when the source's tags are the same already.
   */
  public static TagChange replace(
      Handle handle, UUID node, Source source, Collection<Tag> wanted, String setBy, Instant now) {
    TagSet before = of(handle, node, source);
    SortedSet<Tag> after = new TreeSet<>(wanted);
    SortedSet<Tag> added = new TreeSet<>(after);
    added.removeAll(before.tags());
    SortedSet<Tag> removed = new TreeSet<>(before.tags());
    removed.removeAll(after);
    if (added.isEmpty() && removed.isEmpty()) {
      return new TagChange(added, removed, before);
    }
    handle
        .createUpdate(
            """
            insert into tag_set (node_id, source, revision, set_by, set_at) values (:node, :source, 1, :by, :now)
            on conflict (node_id, source) do update set revision = tag_set.revision + 1, set_by = :by, set_at = :now
            """)
        .bind("node", node)
        .bind("source", source.text())
        .bind("by", setBy)
        .bind("now", now)
        .execute();
    delete(handle, node, source, removed);
    insert(handle, node, source, added, setBy, now);
    NodeTable.touched(handle, node);
    return new TagChange(added, removed, new TagSet(source, after, before.revision() + 1));
  }

  private static void delete(Handle handle, UUID node, Source source, Collection<Tag> tags) {
    if (tags.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "delete from tag where node_id = :node and source = :source and key = :key and value = :value");
    for (Tag tag : tags) {
      batch
          .bind("node", node)
          .bind("source", source.text())
          .bind("key", tag.key())
          .bind("value", tag.value())
          .add();
    }
    batch.execute();
  }

  private static void insert(
      Handle handle, UUID node, Source source, Collection<Tag> tags, String setBy, Instant now) {
    if (tags.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "insert into tag (node_id, source, key, value, set_by, set_at) values (:node, :source, :key, :value, :by, :now)");
    for (Tag tag : tags) {
      batch
          .bind("node", node)
          .bind("source", source.text())
          .bind("key", tag.key())
          .bind("value", tag.value())
          .bind("by", setBy)
          .bind("now", now)
          .add();
    }
    batch.execute();
  }
}
