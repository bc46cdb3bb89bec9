package io.kitward.policy;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What a tag key may hold and who may set it. No values or no sources listed means any.
 *
 * @param values allowed values, each literal or with {@code *} and {@code ?}; the empty text allows
 *     the bare tag
 * @param sources sources that may set it, such as {@code puppet} or {@code user/*}; where the key
 *     is {@code single}, an earlier one wins over a later one
 * @param grantsAccess whether grants may rest on it
 */
public record TagKeyDocument(
    Metadata metadata,
    String key,
    List<String> values,
    Cardinality cardinality,
    List<String> sources,
    boolean grantsAccess)
    implements Document {
  public TagKeyDocument {
    values = List.copyOf(values);
    sources = List.copyOf(sources);
  }

  @Override
  public Kind kind() {
    return Kind.TAG_KEY;
  }

  public boolean allowsValue(String value) {
    return values.isEmpty() || values.stream().anyMatch(v -> Wildcard.matches(v, value));
  }

  /** The source's place in the order, 0 the strongest; empty when it may not set the key. */
  public OptionalInt rank(String source) {
    return sources.isEmpty()
        ? OptionalInt.of(0)
        : IntStream.range(0, sources.size())
            .filter(i -> Wildcard.matches(sources.get(i), source))
            .findFirst();
  }

  /** Whether no node can influence the key, neither itself nor through a rule. */
  public boolean guarded() {
    return !allowsNodes() && sources.stream().noneMatch(source -> source.startsWith("rule/"));
  }

  /** Whether nodes may set the key themselves. */
  public boolean allowsNodes() {
    return rank(Trust.SELF_ASSERTED_SOURCE).isPresent();
  }

  /** How many values a node may have for the key. */
  public enum Cardinality {
    SINGLE,
    MULTI
  }
}
