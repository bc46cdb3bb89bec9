package io.kitward.selector;

import java.util.NavigableSet;

/**
 * What a selector is asked about: a node's tags and facts. The fact {@code certname} is the node's
 * name; use {@link #of(String, Tags, Facts)}, so that it comes from the identity and not from what
 * the node reports.
 */
public record Subject(Tags tags, Facts facts) {

  /** A node of which only the tags matter. */
  public static Subject of(Tags tags) {
    return new Subject(tags, Facts.none());
  }

  /** A node by the name of its identity, which replaces whatever the facts say of it. */
  public static Subject of(String certname, Tags tags, Facts facts) {
    return new Subject(tags, facts.with(Words.CERTNAME, certname));
  }

  /** The values of what a condition looks at, sorted; empty when it is not there. */
  public NavigableSet<String> values(Attribute attribute) {
    return switch (attribute.kind()) {
      case TAG -> tags.values(attribute.name());
      case FACT -> facts.values(attribute.name());
    };
  }
}
