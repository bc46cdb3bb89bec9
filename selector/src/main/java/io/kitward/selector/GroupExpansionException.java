package io.kitward.selector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Groups that can't be put into a selector: says which, and how to mend it. */
public final class GroupExpansionException extends IllegalArgumentException {
  private final SelectorError error;
  private final List<String> groups;
  private final @Nullable String fix;

  GroupExpansionException(
      SelectorError error, List<String> groups, String message, @Nullable String fix) {
    super(message);
    this.error = error;
    this.groups = List.copyOf(groups);
    this.fix = fix;
  }

  /** {@code KSEL-GROUP}, {@code KSEL-CIRCLE}, {@code KSEL-TOO-LARGE} or {@code KSEL-TOO-DEEP}. */
  public String code() {
    return error.code();
  }

  public SelectorError error() {
    return error;
  }

  /**
   * The unknown group, the circle in its order with the first name again at its end, or the group
   * that is too large or too deep; empty when that is the selector itself.
   */
  public List<String> groups() {
    return groups;
  }

  /** What to write instead, or null when no single mend is likely. */
  public @Nullable String fix() {
    return fix;
  }
}
