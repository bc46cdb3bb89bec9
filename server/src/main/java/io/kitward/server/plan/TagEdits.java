package io.kitward.server.plan;

import io.kitward.policy.NodeView;
import io.kitward.policy.SourcedTag;
import io.kitward.selector.Selector;
import io.kitward.selector.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A change's part that concerns tags, applied to nodes one by one. Pure and immutable. */
final class TagEdits {

  private record Edit(String node, List<Selector> selector, Change.TagEdit edit) {
    boolean concerns(NodeView view) {
      return selector.isEmpty()
          ? view.certname().equals(node)
          : selector.getFirst().matches(view.subject());
    }
  }

  private final Change change;
  private final List<Edit> edits = new ArrayList<>();

  /**
   * Makes them.
   *
   * @param groups what {@code group:NAME} stands for in the edits' selectors
   */
  TagEdits(Change change, Map<String, Selector> groups) {
    this.change = change;
    for (Change.TagEdit edit : change.tags()) {
      String selector = edit.selector();
      edits.add(
          new Edit(
              edit.node() == null ? "" : edit.node(),
              selector == null ? List.of() : List.of(Selector.parse(selector).expand(groups)),
              edit));
    }
  }

  /** A node's tags afterwards. */
  List<SourcedTag> after(NodeView view, List<SourcedTag> set) {
    if (!change.touchesTags()) {
      return set;
    }
    var after = new LinkedHashMap<String, SourcedTag>();
    for (SourcedTag tag : set) {
      if (!change.sources().contains(tag.source())) {
        SourcedTag renamed = renamed(tag);
        after.put(key(renamed), renamed);
      }
    }
    for (Edit edit : edits) {
      if (edit.concerns(view)) {
        String source = edit.edit().source();
        edit.edit().remove().forEach(gone -> after.values().removeIf(tag -> is(tag, source, gone)));
        for (String text : edit.edit().add()) {
          SourcedTag tag = new SourcedTag(Tag.parse(text), source);
          after.putIfAbsent(key(tag), tag);
        }
      }
    }
    return List.copyOf(after.values());
  }

  private SourcedTag renamed(SourcedTag tag) {
    Change.Rename rename = change.rename();
    return rename == null || !tag.tag().key().equals(rename.from())
        ? tag
        : tag.as(new Tag(rename.to(), tag.tag().value()));
  }

  private static boolean is(SourcedTag tag, String source, String gone) {
    return tag.source().equals(source)
        && (tag.tag().toString().equals(gone)
            || (gone.indexOf('=') < 0 && tag.tag().key().equals(gone)));
  }

  private static String key(SourcedTag tag) {
    return tag.source() + " " + tag.tag();
  }

  /** What differs, by source. */
  static List<TagDelta> between(List<SourcedTag> before, List<SourcedTag> after) {
    var sources = new TreeSet<String>();
    var had = new TreeMap<String, TreeSet<String>>();
    var has = new TreeMap<String, TreeSet<String>>();
    for (SourcedTag tag : before) {
      had.computeIfAbsent(tag.source(), _ -> new TreeSet<>()).add(tag.tag().toString());
      sources.add(tag.source());
    }
    for (SourcedTag tag : after) {
      has.computeIfAbsent(tag.source(), _ -> new TreeSet<>()).add(tag.tag().toString());
      sources.add(tag.source());
    }
    List<TagDelta> deltas = new ArrayList<>();
    for (String source : sources) {
      var added = new TreeSet<>(has.getOrDefault(source, new TreeSet<>()));
      var removed = new TreeSet<>(had.getOrDefault(source, new TreeSet<>()));
      added.removeAll(had.getOrDefault(source, new TreeSet<>()));
      removed.removeAll(has.getOrDefault(source, new TreeSet<>()));
      if (!added.isEmpty() || !removed.isEmpty()) {
        deltas.add(new TagDelta(source, List.copyOf(added), List.copyOf(removed)));
      }
    }
    return deltas;
  }
}
