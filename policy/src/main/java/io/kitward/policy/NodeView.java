package io.kitward.policy;

import io.kitward.selector.Facts;
import io.kitward.selector.Subject;
import io.kitward.selector.Tags;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What resolution sees of a node: its certname, effective tags with their sources, and facts by
 * dotted path.
 *
 * @param openKeys tag keys whose values could not be decided; what depends on them stays as it was
 * @param declared services that Puppet assigns to it
 * @param members what registers in the consoles that are configured on it, by backend
 */
public record NodeView(
    String certname,
    List<SourcedTag> tags,
    Map<String, String> facts,
    NavigableSet<String> openKeys,
    List<DeclaredService> declared,
    Map<String, List<Member>> members) {
  public NodeView {
    members = Map.copyOf(members);
    declared = List.copyOf(declared);
    tags = List.copyOf(tags);
    facts = Map.copyOf(facts);
    openKeys = Collections.unmodifiableNavigableSet(new TreeSet<>(openKeys));
  }

  /** A node to which Puppet assigns no service. */
  public NodeView(
      String certname,
      List<SourcedTag> tags,
      Map<String, String> facts,
      NavigableSet<String> openKeys) {
    this(certname, tags, facts, openKeys, List.of(), Map.of());
  }

  /** The same node, to which Puppet assigns these services. */
  public NodeView declaring(List<DeclaredService> services) {
    return services.isEmpty()
        ? this
        : new NodeView(certname, tags, facts, openKeys, services, members);
  }

  /** The same node, on which consoles have these members. */
  public NodeView gathering(Map<String, List<Member>> all) {
    return all.isEmpty() ? this : new NodeView(certname, tags, facts, openKeys, declared, all);
  }

  /** A node of which every tag is decided. */
  public NodeView(String certname, List<SourcedTag> tags, Map<String, String> facts) {
    this(certname, tags, facts, new TreeSet<>());
  }

  /** The tags without their sources. */
  public Tags effectiveTags() {
    return Tags.of(tags.stream().map(SourcedTag::tag).toList());
  }

  /** The node as selectors see it. */
  public Subject subject() {
    return Subject.of(certname, effectiveTags(), Facts.of(facts));
  }

  /** The node as those vouch for it who are not the node: its name and its trusted tags. */
  public Subject trustedSubject() {
    Tags vouched =
        Tags.of(
            tags.stream()
                .filter(tag -> tag.trust() == Trust.VOUCHED)
                .map(SourcedTag::tag)
                .toList());
    return Subject.of(certname, vouched, Facts.none());
  }
}
