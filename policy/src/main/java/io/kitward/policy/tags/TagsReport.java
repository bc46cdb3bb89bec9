package io.kitward.policy.tags;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.NodeView;
import io.kitward.policy.PolicyDocument;
import io.kitward.policy.PolicyMatcher;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.TagKeyDocument;
import io.kitward.selector.DidYouMean;
import io.kitward.selector.GroupExpansionException;
import io.kitward.selector.Selector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a fleet's tags could be cleaned of.
 *
 * @param unused keys that documents speak of and no node has
 * @param unread keys that nodes have and nothing reads
 * @param nearKeys keys that probably mean the same
 * @param nearValues values of one key that probably mean the same
 * @param silent sources that have not spoken for long
 * @param matchNothing policies that pick no node
 */
public record TagsReport(
    List<Unused> unused,
    List<Unread> unread,
    List<Near> nearKeys,
    List<Near> nearValues,
    List<Silent> silent,
    List<String> matchNothing) {

  /** A key that no node has, who speaks of it, and the nearest that there is (empty when none). */
  public record Unused(String key, List<String> readers, String nearest) {}

  /** A key that nothing reads, and how many nodes have it. */
  public record Unread(String key, int nodes) {}

  /** Two keys, or two values of a key, and how many nodes have each; the key is empty for keys. */
  public record Near(String key, String one, int nodesOfOne, String other, int nodesOfOther) {}

  /** A source, how many nodes it was silent on, since when at the earliest, and some of them. */
  public record Silent(String source, int nodes, Instant since, List<String> examples) {}

  private static final int EXAMPLES = 5;

  /**
   * The report on a fleet.
   *
   * @param silentSince sources that last spoke of a node before this are silent on it
   * @param matcher how policies are found; {@code PolicyMatcher::inTurn} will do
   */
  public static TagsReport of(
      DocumentSet documents,
      Iterable<TaggedNode> fleet,
      Instant silentSince,
      PolicyMatcher.Source matcher) {
    NavigableMap<String, NavigableMap<String, Integer>> values = new TreeMap<>();
    Map<String, Integer> nodesByKey = new HashMap<>();
    Map<String, Silence> silences = new TreeMap<>();
    NavigableSet<String> unmatched = new TreeSet<>();
    PolicyMatcher policies = matcher.of(candidates(documents, unmatched));
    for (TaggedNode node : fleet) {
      count(node, values, nodesByKey);
      node.heard()
          .forEach(
              (source, heard) -> {
                if (heard.isBefore(silentSince)) {
                  silences.computeIfAbsent(source, it -> new Silence()).add(node.certname(), heard);
                }
              });
      if (!unmatched.isEmpty()) {
        policies
            .matching(new NodeView(node.certname(), node.tags(), node.facts()).subject())
            .forEach(policy -> unmatched.remove(policy.name()));
      }
    }
    NavigableMap<String, NavigableSet<String>> readers = TagReads.of(documents);
    documents.tagKeys().stream()
        .filter(TagKeyDocument::grantsAccess)
        .forEach(
            key ->
                readers
                    .computeIfAbsent(key.key(), it -> new TreeSet<>())
                    .add("TagKey " + key.name()));
    return new TagsReport(
        unused(documents, readers, values.navigableKeySet()),
        values.keySet().stream()
            .filter(key -> !readers.containsKey(key))
            .map(key -> new Unread(key, nodesByKey.getOrDefault(key, 0)))
            .toList(),
        near("", nodesByKey),
        values.entrySet().stream()
            .flatMap(entry -> near(entry.getKey(), entry.getValue()).stream())
            .toList(),
        silences.entrySet().stream().map(it -> it.getValue().of(it.getKey())).toList(),
        List.copyOf(unmatched));
  }

  private static List<PolicyMatcher.Candidate> candidates(
      DocumentSet documents, Set<String> names) {
    Map<String, Selector> groups = documents.groups();
    List<PolicyMatcher.Candidate> candidates = new ArrayList<>();
    for (PolicyDocument policy : documents.policies()) {
      names.add(policy.name());
      try {
        candidates.add(new PolicyMatcher.Candidate(policy, policy.selector().expand(groups)));
      } catch (GroupExpansionException broken) {
        names.remove(policy.name()); // what it picks can't be said; validation names the group
      }
    }
    return candidates;
  }

  private static void count(
      TaggedNode node,
      NavigableMap<String, NavigableMap<String, Integer>> values,
      Map<String, Integer> nodesByKey) {
    Set<String> keys = new HashSet<>();
    node.tags().stream()
        .map(SourcedTag::tag)
        .distinct()
        .forEach(
            tag -> {
              values
                  .computeIfAbsent(tag.key(), key -> new TreeMap<>())
                  .merge(tag.value(), 1, Integer::sum);
              if (keys.add(tag.key())) {
                nodesByKey.merge(tag.key(), 1, Integer::sum);
              }
            });
  }

  private static List<Unused> unused(
      DocumentSet documents,
      NavigableMap<String, NavigableSet<String>> readers,
      NavigableSet<String> known) {
    NavigableMap<String, NavigableSet<String>> spoken = new TreeMap<>(readers);
    for (TagKeyDocument key : documents.tagKeys()) {
      spoken.computeIfAbsent(key.key(), it -> new TreeSet<>()).add("TagKey " + key.name());
    }
    return spoken.entrySet().stream()
        .filter(entry -> !known.contains(entry.getKey()))
        .map(
            entry ->
                new Unused(
                    entry.getKey(),
                    List.copyOf(entry.getValue()),
                    DidYouMean.closest(entry.getKey(), known).orElse("")))
        .toList();
  }

  private static List<Near> near(String key, Map<String, Integer> counts) {
    return NearDuplicates.among(counts.keySet()).stream()
        .map(
            pair ->
                new Near(
                    key,
                    pair.one(),
                    counts.getOrDefault(pair.one(), 0),
                    pair.other(),
                    counts.getOrDefault(pair.other(), 0)))
        .toList();
  }

  /** One source's silence in the making. */
  private static final class Silence {
    private final NavigableSet<String> nodes = new TreeSet<>();
    private Instant since = Instant.MAX;

    void add(String node, Instant heard) {
      nodes.add(node);
      since = heard.isBefore(since) ? heard : since;
    }

    Silent of(String source) {
      return new Silent(source, nodes.size(), since, nodes.stream().limit(EXAMPLES).toList());
    }
  }
}
