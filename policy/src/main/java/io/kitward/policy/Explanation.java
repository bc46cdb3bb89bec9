package io.kitward.policy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Why a service is on a node or not, and where each of its values comes from. Secrets only as
 * references.
 *
 * @param requires what asks for the service
 * @param denies what takes it away
 * @param undecided what may do either, if it could be decided
 * @param versions leaves by package
 * @param changesAt the next instant at which the node's state changes by itself
 */
public record Explanation(
    String certname,
    String service,
    State state,
    List<Reason> requires,
    List<Reason> denies,
    List<Reason> undecided,
    List<Leaf> versions,
    List<Leaf> parameters,
    List<Conflict> conflicts,
    @Nullable Instant changesAt) {
  public Explanation {
    requires = List.copyOf(requires);
    denies = List.copyOf(denies);
    undecided = List.copyOf(undecided);
    versions = List.copyOf(versions);
    parameters = List.copyOf(parameters);
    conflicts = List.copyOf(conflicts);
  }

  /** What comes of it all. */
  public enum State {
    WANTED,
    DENIED,
    CONFLICT,
    NOT_REQUIRED
  }

  /**
   * A document that speaks for or against the service, with what of the node made it match.
   *
   * @param selector its selector, groups put in; empty where it names the node itself
   * @param facts the facts that the selector looks at
   * @param words why, in an exemption's own words; empty otherwise
   * @param until an exemption's end
   */
  public record Reason(
      Because because,
      int priority,
      String selector,
      NavigableMap<String, String> facts,
      String words,
      @Nullable Instant until) {
    public Reason {
      facts = Collections.unmodifiableNavigableMap(new TreeMap<>(facts));
    }
  }

  /**
   * One parameter or version: what won, and what lost to it, strongest first. Without a winner the
   * strongest are in conflict, or there is no value.
   */
  public record Leaf(String name, @Nullable Candidate winner, List<Candidate> losers) {
    public Leaf {
      losers = List.copyOf(losers);
    }
  }

  /** A value, where it came from, and the tags that brought it in. */
  public record Candidate(Origin origin, ParameterValue value, List<SourcedTag> tags) {
    public Candidate {
      tags = List.copyOf(tags);
    }
  }

  /** The explanation of one leaf: a parameter's name, or {@code versions.PACKAGE}. */
  public @Nullable Leaf leaf(String name) {
    String prefix = "versions.";
    List<Leaf> leaves = name.startsWith(prefix) ? versions : parameters;
    String wanted = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    return leaves.stream().filter(leaf -> leaf.name().equals(wanted)).findFirst().orElse(null);
  }
}
