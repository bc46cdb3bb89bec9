package io.kitward.cli;

import io.kitward.cli.imports.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;

/**
 * What has to change so that a source says on every node what an import wants. Pure.
 *
 * @param edits one for each node that shall be tagged otherwise
 * @param unknown hosts that are wanted, and that the server does not know
 * @param kept tags that the source says afterwards, on all nodes together
 * @param before the same as it is now
 */
record TagEdits(List<Edit> edits, List<String> unknown, long kept, long before) {

  /** The tags of one node; those that go are taken away first. */
  record Edit(String node, SortedSet<String> add, SortedSet<String> remove) {}

  /**
   * Compares.
   *
   * @param present what the source says of every node, those without any tag included
   */
  static TagEdits of(Wanted wanted, SortedMap<String, SortedSet<String>> present) {
    List<Edit> edits = new ArrayList<>();
    long kept = 0;
    long before = 0;
    for (Map.Entry<String, SortedSet<String>> node : present.entrySet()) {
      SortedSet<String> wants = wanted.hosts().getOrDefault(node.getKey(), new TreeSet<>());
      kept += wants.size();
      before += node.getValue().size();
      var add = new TreeSet<>(wants);
      add.removeAll(node.getValue());
      var remove = new TreeSet<>(node.getValue());
      remove.removeAll(wants);
      // To remove a bare key takes all its values: those that stay are added again.
      wants.stream()
          .filter(tag -> tag.indexOf('=') > 0)
          .filter(tag -> remove.contains(tag.substring(0, tag.indexOf('='))))
          .forEach(add::add);
      if (!add.isEmpty() || !remove.isEmpty()) {
        edits.add(new Edit(node.getKey(), add, remove));
      }
    }
    List<String> unknown =
        wanted.hosts().keySet().stream().filter(host -> !present.containsKey(host)).toList();
    return new TagEdits(List.copyOf(edits), unknown, kept, before);
  }

  /** As a plan is asked for. */
  ArrayNode json(String source) {
    ArrayNode json = Api.MAPPER.createArrayNode();
    for (Edit edit : edits) {
      var one = json.addObject().put("node", edit.node()).put("source", source);
      edit.add().forEach(one.putArray("add")::add);
      edit.remove().forEach(one.putArray("remove")::add);
    }
    return json;
  }
}
