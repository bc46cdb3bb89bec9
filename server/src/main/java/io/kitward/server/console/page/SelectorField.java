package io.kitward.server.console.page;

import io.kitward.selector.Caret;
import io.kitward.selector.GroupExpansionException;
import io.kitward.selector.Selector;
import io.kitward.selector.SelectorSyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person typed into a selector field, and what the parser says of it. In browsing, an empty
 * field means everything.
 *
 * @param selector null when the field is empty or its text is not a selector
 * @param fault null when there is nothing wrong
 */
public record SelectorField(String text, @Nullable Selector selector, @Nullable Fault fault) {

  /**
   * What is wrong with the text.
   *
   * @param caret the line with a caret under the place
   * @param fix what to do about it; empty when no single mend is likely
   */
  public record Fault(String code, String message, String caret, String expected, String fix) {}

  public static SelectorField read(String text) {
    if (text.isBlank()) {
      return new SelectorField("", null, null);
    }
    try {
      return new SelectorField(text, Selector.parse(text), null);
    } catch (SelectorSyntaxException e) {
      String fix = e.fix() == null ? "" : e.fix();
      return new SelectorField(
          text,
          null,
          new Fault(
              e.code(),
              String.valueOf(e.getMessage()),
              Caret.render(text, e.offset(), e.length()),
              e.expected(),
              fix));
    }
  }

  /** The same field, whose groups can't be put in. */
  public SelectorField broken(GroupExpansionException e) {
    String fix = e.fix() == null ? "" : e.fix();
    return new SelectorField(
        text,
        null,
        new Fault(e.code(), String.valueOf(e.getMessage()), text, "a group that is there", fix));
  }

  /** The text of this selector and one more condition. */
  String and(Selector condition) {
    return selector == null
        ? condition.toString()
        : new Selector.And(List.of(selector, condition)).toString();
  }

  public boolean faulty() {
    return fault != null;
  }
}
