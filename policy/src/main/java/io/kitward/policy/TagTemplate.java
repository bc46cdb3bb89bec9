package io.kitward.policy;

import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tag whose value may hold facts, such as {@code os=${facts.os.family}}. What comes out is
 * checked as a label's value: a fact never becomes anything but one value of this key.
 */
public record TagTemplate(String key, String value) {
  private static final Pattern FACT =
      Pattern.compile("\\$\\{facts\\.([A-Za-z0-9_][A-Za-z0-9_.-]*)\\}");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]*");

  public TagTemplate {
    Tag _ = new Tag(key, "");
    String rest = FACT.matcher(value).replaceAll("x");
    if (!PLAIN.matcher(rest).matches()) {
      throw new IllegalArgumentException(
          "a value has letters, digits, '-', '_', '.' and facts as ${facts.PATH}");
    }
    if (rest.equals(value)) {
      Tag _ = new Tag(key, value);
    }
  }

  /**
   * Reads {@code key} or {@code key=value}.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static TagTemplate parse(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new TagTemplate(text, "")
        : new TagTemplate(text.substring(0, equals), text.substring(equals + 1));
  }

  /** The paths of the facts in it, sorted. */
  public NavigableSet<String> facts() {
    NavigableSet<String> paths = new TreeSet<>();
    FACT.matcher(value).results().forEach(result -> paths.add(result.group(1)));
    return paths;
  }

  /** A tag, or why there is none. */
  public record Outcome(@Nullable Tag tag, String problem) {}

  /** Puts the facts in; a fact that is not there, or is no label, gives no tag. */
  public Outcome render(Function<String, Optional<String>> facts) {
    StringBuilder text = new StringBuilder();
    Matcher matcher = FACT.matcher(value);
    while (matcher.find()) {
      Optional<String> fact = facts.apply(matcher.group(1));
      if (fact.isEmpty()) {
        return new Outcome(null, "the node has no fact " + matcher.group(1));
      }
      matcher.appendReplacement(text, Matcher.quoteReplacement(fact.get()));
    }
    matcher.appendTail(text);
    try {
      return new Outcome(new Tag(key, text.toString()), "");
    } catch (TagSyntaxException refused) {
      return new Outcome(null, "the facts give no tag's value: " + refused.getMessage());
    }
  }

  /** The form that documents write. */
  @Override
  public String toString() {
    return value.isEmpty() ? key : key + "=" + value;
  }
}
