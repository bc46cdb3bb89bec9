package io.kitward.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What nodes said of their tools, tool by tool.
 *
 * @param answered how many nodes did
 * @param silent why others did not, to their names
 */
record Migration(int answered, SortedMap<String, List<String>> silent, List<Tool> tools) {

  /** Whose a tool is on a node. */
  enum Whose {
    MANAGED("managed"),
    ADOPTABLE("adoptable"),
    /** Puppet manages some of it, or removes what Kitward would write. */
    PUPPET("Puppet's"),
    /** Somebody else undoes what is repaired. */
    CONFLICT("in conflict"),
    FOREIGN("foreign"),
    LEAVING("leaving");

    private final String words;

    Whose(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    /** As it is called in JSON. */
    String field() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Whose of(JsonNode tool) {
      String relation = Nouns.text(tool, "relation");
      boolean puppet = Nouns.text(tool, "manager").equals("puppet");
      return switch (relation) {
        case "CONFLICT", "FOREIGN", "ADOPTABLE" -> puppet ? PUPPET : valueOf(relation);
        case "LEAVING" -> LEAVING;
        default -> MANAGED;
      };
    }
  }

  /**
   * One tool over all nodes that answered.
   *
   * @param nodes whose it is, to the nodes where it is
   * @param notes what nodes said of who else manages it, to those nodes
   * @param changes what taking it over would change, to those nodes
   * @param unchanged nodes that would be taken over without any change
   * @param unwanted nodes of which no policy wants it
   */
  record Tool(
      String service,
      Map<Whose, List<String>> nodes,
      Map<String, List<String>> notes,
      Map<String, List<String>> changes,
      List<String> unchanged,
      List<String> unwanted) {

    private Tool(String service) {
      this(
          service,
          new EnumMap<>(Whose.class),
          new TreeMap<>(),
          new TreeMap<>(),
          new ArrayList<>(),
          new ArrayList<>());
    }

    /** Those of {@link #nodes} that somebody has to decide about. */
    Map<Whose, List<String>> waits() {
      var waits = new EnumMap<Whose, List<String>>(nodes);
      waits.keySet().removeAll(List.of(Whose.MANAGED, Whose.FOREIGN, Whose.LEAVING));
      return waits;
    }

    private void add(String node, JsonNode said) {
      Whose whose = Whose.of(said);
      boolean wanted = !Nouns.text(said, "relation").equals("FOREIGN");
      under(nodes, whose, node);
      if (whose == Whose.PUPPET || whose == Whose.CONFLICT) {
        said.path("notes").forEach(note -> under(notes, note.asString(""), node));
      }
      if (whose == Whose.FOREIGN || (whose == Whose.PUPPET && !wanted)) {
        unwanted.add(node);
      } else if (whose == Whose.ADOPTABLE || whose == Whose.PUPPET) {
        said.path("changes").forEach(change -> under(changes, change.asString(""), node));
        if (said.has("changes") && said.path("changes").isEmpty()) {
          unchanged.add(node);
        }
      }
    }

    private static <K> void under(Map<K, List<String>> lists, K key, String node) {
      lists.computeIfAbsent(key, _ -> new ArrayList<>()).add(node);
    }
  }

  /** Collects answers. For one thread. */
  static final class Builder {

    private int answered;
    private final SortedMap<String, List<String>> silent = new TreeMap<>();
    private final SortedMap<String, Tool> tools = new TreeMap<>();

    void silent(String node, String reason) {
      silent.computeIfAbsent(reason, _ -> new ArrayList<>()).add(node);
    }

    void answered(String node, JsonNode said) {
      answered++;
      for (JsonNode tool : said) {
        tools.computeIfAbsent(Nouns.text(tool, "service"), Tool::new).add(node, tool);
      }
    }

    Migration build() {
      return new Migration(answered, silent, List.copyOf(tools.values()));
    }
  }
}
