package io.kitward.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What of a list is new, otherwise or gone since it was last looked at. Of each thing its name and
 * a hash are kept, never the thing.
 */
final class Watching {
  private final Noun noun;
  private final Map<String, Integer> known = new HashMap<>();
  private final Map<String, Integer> seen = new HashMap<>();

  Watching(Noun noun) {
    this.noun = noun;
  }

  /** What of a page was not there before, or is otherwise now. */
  List<JsonNode> changed(List<JsonNode> things) {
    var changed = new ArrayList<JsonNode>();
    for (JsonNode thing : things) {
      String name = noun.name().apply(thing);
      int hash = thing.hashCode();
      seen.put(name, hash);
      if (!Integer.valueOf(hash).equals(known.get(name))) {
        changed.add(thing);
      }
    }
    return changed;
  }

  /** The names that were not seen again since the last call; a new look begins. */
  List<String> gone() {
    List<String> gone = known.keySet().stream().filter(name -> !seen.containsKey(name)).toList();
    known.clear();
    known.putAll(seen);
    seen.clear();
    return gone;
  }
}
