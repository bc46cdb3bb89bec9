package io.kitward.server.console.page;

import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import io.kitward.server.api.port.Census;
import io.kitward.server.console.view.PhaseMark;
import io.kitward.server.desired.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ways to narrow a list of nodes, each with how many nodes are left.
 *
 * @param keys tag keys whose values can be listed
 */
public record Facets(
    List<Choice> phases,
    List<Choice> services,
    String key,
    List<Choice> values,
    List<Choice> keys) {

  private static final int KEYS = 12;
  private static final int VALUES = 12;

  /**
   * One way.
   *
   * @param phase null for what is no phase
   */
  public record Choice(
      String label, int nodes, String href, boolean chosen, @Nullable PhaseMark phase) {}

  /**
   * Counts them.
   *
   * @param path of the list
   * @param kept the parameters that stay as they are; without the cursor
   */
  static Facets of(
      Census census,
      SelectorField field,
      Census.Figures figures,
      String path,
      Map<String, String> kept) {
    String chosenPhase = kept.getOrDefault("phase", "");
    String chosenService = kept.getOrDefault("service", "");
    List<Choice> phases =
        Arrays.stream(Phase.values())
            .sorted(Comparator.reverseOrder())
            .filter(phase -> figures.phases().getOrDefault(phase, 0) > 0)
            .map(
                phase ->
                    new Choice(
                        phase.word(),
                        figures.phases().getOrDefault(phase, 0),
                        with(path, kept, "phase", toggled(chosenPhase, phase.word())),
                        phase.word().equals(chosenPhase),
                        new PhaseMark(phase)))
            .toList();
    List<Choice> services =
        figures.services().entrySet().stream()
            .map(
                entry ->
                    new Choice(
                        entry.getKey(),
                        entry.getValue().values().stream().mapToInt(Integer::intValue).sum(),
                        with(path, kept, "service", toggled(chosenService, entry.getKey())),
                        entry.getKey().equals(chosenService),
                        null))
            .toList();
    List<String> keys = keys(census, KEYS);
    String key = kept.getOrDefault("by", keys.isEmpty() ? "" : keys.getFirst());
    return new Facets(
        phases,
        services,
        key,
        values(figures, field, path, kept, key),
        keys.stream()
            .map(each -> new Choice(each, 0, with(path, kept, "by", each), each.equals(key), null))
            .toList());
  }

  private static List<Choice> values(
      Census.Figures figures,
      SelectorField field,
      String path,
      Map<String, String> kept,
      String key) {
    List<Choice> values = new ArrayList<>();
    for (Census.ValueCount value : figures.values().getOrDefault(key, List.of())) {
      if (values.size() < VALUES) {
        var condition = Condition.is(Attribute.tag(key), value.value());
        values.add(
            new Choice(
                value.value().isEmpty() ? "(set)" : value.value(),
                value.nodes(),
                with(path, kept, "q", field.and(condition)),
                false,
                null));
      }
    }
    return values;
  }

  /** The tag keys that most nodes have, at most so many. */
  static List<String> keys(Census census, int limit) {
    return census.complete("", 0).choices().stream()
        .filter(choice -> choice.kind().equals("key"))
        .map(Census.Choice::text)
        .limit(limit)
        .toList();
  }

  /** The tag key that a visit asks to list; empty when it names none. */
  static String key(Visit visit) {
    String key = visit.asked("by");
    try {
      return key.isEmpty() ? "" : Attribute.tag(key).name();
    } catch (IllegalArgumentException noKey) {
      return "";
    }
  }

  private static String toggled(String chosen, String word) {
    return chosen.equals(word) ? "" : word;
  }

  static String with(String path, Map<String, String> kept, String name, String value) {
    var parameters = new LinkedHashMap<>(kept);
    parameters.put(name, value);
    return Pager.address(path, parameters);
  }
}
