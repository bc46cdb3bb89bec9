package io.kitward.server.console.view;

import io.kitward.selector.GroupExpansionException;
import io.kitward.selector.Selector;
import io.kitward.selector.SelectorSyntaxException;
import io.kitward.server.api.port.DocumentView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One policy in words.
 *
 * @param effect {@code require} or {@code forbid}
 * @param selectorText as it is written in the document
 * @param selector null when the text is none
 * @param matches how many nodes it picks, in words
 */
public record PolicyRow(
    String id,
    String name,
    String description,
    String effect,
    String selectorText,
    @Nullable Selector selector,
    String matches,
    Reach reach,
    List<String> bundles,
    List<String> services,
    String priority,
    long revision,
    When changed,
    String changedBy) {

  /** Whether the selector picks somebody, nobody (a usual mistake), or cannot be read. */
  public enum Reach {
    SOMEBODY,
    NOBODY,
    UNREADABLE
  }

  /**
   * A policy as it is stored; what its document lacks is shown as its default.
   *
   * @param count how many nodes a selector picks
   */
  public static PolicyRow of(DocumentView document, ToIntFunction<Selector> count, Instant now) {
    Map<?, ?> spec = document.document().get("spec") instanceof Map<?, ?> map ? map : Map.of();
    String text = text(spec.get("selector"), "");
    @Nullable Selector selector = parse(text);
    int picked = 0;
    try {
      picked = selector == null ? 0 : count.applyAsInt(selector);
    } catch (GroupExpansionException e) {
      selector = null;
    }
    return new PolicyRow(
        Names.id("p", document.name()),
        document.name(),
        document.description(),
        text(spec.get("effect"), "require"),
        text,
        selector,
        selector == null ? "selector cannot be read" : nodes(picked),
        selector == null ? Reach.UNREADABLE : picked == 0 ? Reach.NOBODY : Reach.SOMEBODY,
        texts(spec.get("bundles")),
        texts(spec.get("services")),
        text(spec.get("priority"), "0"),
        document.revision(),
        When.of(document.changedAt(), now),
        document.changedBy());
  }

  public String href() {
    return "/policies/" + Names.encode(name);
  }

  public String nodesHref() {
    return "/nodes?q=" + Names.encode(selectorText);
  }

  public boolean forbids() {
    return effect.equals("forbid");
  }

  /** The effect in words. */
  public String effectWord() {
    return forbids() ? "forbids" : "requires";
  }

  private static String nodes(int count) {
    return count == 1 ? "1 node" : String.format(Locale.ROOT, "%,d nodes", count);
  }

  private static @Nullable Selector parse(String text) {
    try {
      return Selector.parse(text);
    } catch (SelectorSyntaxException e) {
      return null;
    }
  }

  private static String text(@Nullable Object value, String otherwise) {
    return value == null ? otherwise : value.toString();
  }

  private static List<String> texts(@Nullable Object value) {
    return value instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }
}
