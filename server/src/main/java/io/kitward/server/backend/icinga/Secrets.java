package io.kitward.server.backend.icinga;

import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Secrets' values while changes are carried out, and words without them. For one thread. */
final class Secrets {

  private final UnaryOperator<String> source;
  private final Set<String> given = new HashSet<>();

  Secrets(UnaryOperator<String> source) {
    this.source = source;
  }

  /** A reference's value. */
  String value(String reference) {
    String value = source.apply(reference);
    if (!value.isEmpty()) {
      given.add(value);
    }
    return value;
  }

  /** The text without any value that was given: Icinga's errors may quote what they are about. */
  String hidden(String text) {
    String hidden = text;
    for (String value : given) {
      hidden = hidden.replace(value, Variables.SECRET);
    }
    return hidden;
  }
}
