package io.kitward.server.console.page;

import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.Census.Coverage;
import io.kitward.server.api.port.Census.Group;
import io.kitward.server.console.view.PhaseMark;
import io.kitward.server.desired.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which groups of nodes lack what: services against the values of a tag key.
 *
 * @param keys other keys to group by
 * @param groups the columns, the most troubled first
 * @param folded how many groups are not shown
 */
public record CoverageTable(
    String key, List<Way> keys, List<Head> groups, List<Line> lines, int folded) {

  private static final int GROUPS = 12;
  private static final int KEYS = 8;
  private static final int MOST_VALUES = 40;

  /** Another key to group by. */
  public record Way(String key, String href) {}

  /** A group with its nodes. */
  public record Head(String label, int nodes, String href) {}

  /** One service. */
  public record Line(String service, String href, List<@Nullable Cell> cells) {}

  /**
   * A service in a group.
   *
   * @param share of instances in trouble: 0 none, 1 below 0.5 %, 2 below 5 %, 3 more
   * @param worst the most frequent phase in trouble; null when there is none
   */
  public record Cell(int wanted, int troubled, int share, @Nullable PhaseMark worst, String href) {

    /** The same in words. */
    public String words() {
      return troubled == 0
          ? "all " + Counts.of(wanted) + " as they shall be"
          : Counts.of(troubled) + " of " + Counts.of(wanted) + " in trouble";
    }
  }

  /** Counts it; by the key that is asked for, or the first that divides the fleet well. */
  static CoverageTable of(Census census, String asked) {
    List<String> keys = Facets.keys(census, KEYS);
    String key = asked.isEmpty() ? dividing(census, keys) : asked;
    if (key.isEmpty()) {
      return new CoverageTable("", List.of(), List.of(), List.of(), 0);
    }
    Coverage coverage = census.coverage(null, key);
    List<Group> shown =
        coverage.groups().stream()
            .filter(group -> !group.value().equals(Coverage.OTHERS))
            .limit(GROUPS)
            .toList();
    var services = new TreeSet<String>();
    shown.forEach(group -> services.addAll(group.services().keySet()));
    List<Line> lines = new ArrayList<>();
    for (String service : services) {
      List<@Nullable Cell> cells = new ArrayList<>();
      for (Group group : shown) {
        cells.add(cell(key, group, service));
      }
      lines.add(new Line(service, Pager.address("/nodes", Map.of("service", service)), cells));
    }
    return new CoverageTable(
        key,
        keys.stream()
            .filter(each -> !each.equals(key))
            .map(each -> new Way(each, Pager.address("/", Map.of("by", each))))
            .toList(),
        shown.stream().map(group -> head(key, group)).toList(),
        lines,
        coverage.groups().size() - shown.size());
  }

  private static String dividing(Census census, List<String> keys) {
    Map<String, List<Census.ValueCount>> values = census.figures(null, keys).values();
    return keys.stream()
        .filter(
            key -> {
              int size = values.getOrDefault(key, List.of()).size();
              return size > 1 && size <= MOST_VALUES;
            })
        .findFirst()
        .orElse(keys.isEmpty() ? "" : keys.getFirst());
  }

  private static String selector(String key, String value) {
    Attribute attribute = Attribute.tag(key);
    return value.isEmpty()
        ? new Condition.Lacks(attribute).toString()
        : Condition.is(attribute, value).toString();
  }

  private static Head head(String key, Group group) {
    return new Head(
        group.value().isEmpty() ? "(none)" : group.value(),
        group.nodes(),
        Pager.address("/nodes", Map.of("q", selector(key, group.value()))));
  }

  private static @Nullable Cell cell(String key, Group group, String service) {
    Map<Phase, Integer> phases = group.services().get(service);
    if (phases == null) {
      return null;
    }
    int wanted = phases.values().stream().mapToInt(Integer::intValue).sum();
    int troubled =
        phases.entrySet().stream()
            .filter(entry -> entry.getKey().needsSomebody())
            .mapToInt(Map.Entry::getValue)
            .sum();
    double share = (double) troubled / wanted;
    PhaseMark worst =
        phases.entrySet().stream()
            .filter(entry -> entry.getKey().needsSomebody())
            .max(Comparator.comparingInt(Map.Entry::getValue))
            .map(entry -> new PhaseMark(entry.getKey()))
            .orElse(null);
    return new Cell(
        wanted,
        troubled,
        troubled == 0 ? 0 : share < 0.005 ? 1 : share < 0.05 ? 2 : 3,
        worst,
        Pager.address("/nodes", Map.of("q", selector(key, group.value()), "service", service)));
  }
}
