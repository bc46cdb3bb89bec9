package io.kitward.selector;

import java.util.Comparator;

/**
 * A tag on a node: a key and a value, the empty value for a bare tag. Always valid by Kubernetes
 * label syntax: the constructor refuses anything else with a {@link TagSyntaxException}, and the
 * key {@code certname}, so that no tag can pass for a node's name.
 */
public record Tag(String key, String value) implements Comparable<Tag> {
  private static final Comparator<Tag> ORDER =
      Comparator.comparing(Tag::key).thenComparing(Tag::value);

  public Tag {
    LabelSyntax.checkTagKey(key)
        .ifPresent(
            fault -> {
              throw new TagSyntaxException(text(key, value), TagSyntaxException.KEY, fault, 0);
            });
    LabelSyntax.checkValue(value)
        .ifPresent(
            fault -> {
              throw new TagSyntaxException(
                  text(key, value), TagSyntaxException.VALUE, fault, key.length() + 1);
            });
  }

  /**
   * Reads {@code key} or {@code key=value}; nothing is trimmed, {@code key=} is the bare tag.
   *
   * @throws TagSyntaxException naming the position and what was expected there
   */
  public static Tag parse(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new Tag(text, "")
        : new Tag(text.substring(0, equals), text.substring(equals + 1));
  }

  @Override
  public int compareTo(Tag other) {
    return ORDER.compare(this, other);
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return text(key, value);
  }

  private static String text(String key, String value) {
    return value.isEmpty() ? key : key + "=" + value;
  }
}
