package io.kitward.server.plan;

import io.kitward.policy.NodeView;
import io.kitward.policy.SourcedTag;
import io.kitward.selector.Selector;
import io.kitward.selector.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A change's part that concerns tags, applied to nodes one by one. Pure and immutable. */
final class TagEdits {

  /** An edit of the nodes that a selector picks; its place among all edits. */
  private record Picking(int place, Selector selector) {}

  private final Change change;
  private final Map<String, List<Integer>> named = new HashMap<>();
  private final List<Picking> picking = new ArrayList<>();

  /**
   * Makes them. An import names each node by itself, so a node's own edits are found by its name.
   *
   * @param groups what {@code group:NAME} stands for in the edits' selectors
   */
  TagEdits(Change change, Map<String, Selector> groups) {
    this.change = change;
    for (int place = 0; place < change.tags().size(); place++) {
      Change.TagEdit edit = change.tags().get(place);
      String node = edit.node();
      String selector = edit.selector();
      if (node != null) {
        named.computeIfAbsent(node, _ -> new ArrayList<>()).add(place);
      } else if (selector != null) {
        picking.add(new Picking(place, Selector.parse(selector).expand(groups)));
      }
    }
  }

  /** The edits that concern a node, in the order in which they were asked for. */
  private List<Change.TagEdit> concerning(NodeView view) {
    var places = new TreeSet<>(named.getOrDefault(view.certname(), List.of()));
    for (Picking pick : picking) {
      if (pick.selector().matches(view.subject())) {
        places.add(pick.place());
      }
    }
    return places.stream().map(change.tags()::get).toList();
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
    for (Change.TagEdit edit : concerning(view)) {
      String source = edit.source();
      edit.remove().forEach(gone -> after.values().removeIf(tag -> is(tag, source, gone)));
      for (String text : edit.add()) {
        SourcedTag tag = new SourcedTag(Tag.parse(text), source);
        after.putIfAbsent(key(tag), tag);
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
