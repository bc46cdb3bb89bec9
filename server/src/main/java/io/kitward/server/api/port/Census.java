package io.kitward.server.api.port;

import io.kitward.selector.Selector;
import io.kitward.server.desired.Phase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fleet counted: answers in milliseconds, whatever its size. What a request wrote is in the
 * answers to those that come after it. Selectors may refer to groups; one that can't be expanded is
 * refused with {@link io.kitward.selector.GroupExpansionException}.
 */
public interface Census {

  /**
   * How many nodes a selector picks.
   *
   * @param selector null for every node
   */
  int count(@Nullable Selector selector);

  /**
   * The figures of what a selector picks.
   *
   * @param selector null for every node
   * @param keys tag keys of which the values are counted
   */
  Figures figures(@Nullable Selector selector, List<String> keys);

  /** Services against the values of a tag key. */
  Coverage coverage(@Nullable Selector selector, String key);

  /** Certnames of nodes, in an order. */
  List<String> page(NodeQuery query);

  /** The cursor behind a node in an order. */
  String cursor(NodeQuery query, String certname);

  /** The phases of these nodes' instances, by node and service; unknown names are left out. */
  Map<String, Map<String, Phase>> phases(List<String> certnames);

  /** Which instances, by node, then service; those of nodes behind a name are asked for by it. */
  List<Place> instances(InstanceFilter filter, String afterNode, String afterService, int limit);

  /**
   * What is wrong, equal causes as one, the most frequent first.
   *
   * @param service null for every service
   */
  List<StatusView.Cause> causes(@Nullable String service, int limit);

  /** Every tag key that nodes have, by name, with how many have it. */
  List<ValueCount> keys();

  /** What could stand at the caret of a selector that somebody writes. */
  Completion complete(String text, int caret);

  /**
   * Figures of some nodes.
   *
   * @param connected how many have a session now
   * @param phases the nodes by the most troubled phase among their instances; each phase is there
   * @param instances the instances by phase; each phase is there
   * @param services the instances of each service by phase; phases without any are absent
   * @param unproven instances that are ok without a console that could prove it
   * @param values by key, the most frequent first, at most 50
   */
  record Figures(
      int nodes,
      int connected,
      int simulated,
      Map<Phase, Integer> phases,
      Map<Phase, Integer> instances,
      Map<String, Map<Phase, Integer>> services,
      int unproven,
      Map<String, List<ValueCount>> values) {}

  /** A value and how many nodes have it. */
  record ValueCount(String value, int nodes) {}

  /**
   * Which groups lack what.
   *
   * @param groups the most troubled first, at most 60, and one for all others, whose value is
   *     {@link #OTHERS}; nodes without the key are the group with the empty value
   */
  record Coverage(String key, List<Group> groups) {
    /** What no tag's value can be. */
    public static final String OTHERS = "…";
  }

  /** The nodes of one value, and their instances by service and phase. */
  record Group(String value, int nodes, Map<String, Map<Phase, Integer>> services) {}

  /** How nodes are sorted. */
  enum Sort {
    NAME,
    PHASE,
    SEEN,
    CHANGED
  }

  /**
   * Which nodes in which order.
   *
   * @param phase the most troubled phase of the node, or with a service the phase of that; null for
   *     any
   * @param service only nodes with an instance of it; null for any
   * @param after what {@link #cursor} gave for the last node of the page before; empty to begin
   */
  record NodeQuery(
      @Nullable Selector selector,
      @Nullable Phase phase,
      @Nullable String service,
      Sort sort,
      boolean descending,
      String after,
      int limit) {}

  /** Where an instance is. */
  record Place(String node, String service) {}

  /** What may replace the characters from {@code from} to before {@code to}. */
  record Completion(int from, int to, List<Choice> choices) {}

  /**
   * One way to go on.
   *
   * @param kind {@code key}, {@code fact}, {@code value}, {@code operator}, {@code group} or {@code
   *     node}
   * @param nodes how many nodes have it under the rest of the expression; -1 when that says nothing
   */
  record Choice(String text, String kind, int nodes) {}
}
