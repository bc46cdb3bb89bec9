package io.kitward.selector;

import java.util.OptionalLong;

/** A label value read as a number, as Kubernetes reads it: decimal digits that fit 64 bits. */
final class WholeNumber {
  private WholeNumber() {}

  static OptionalLong parse(String value) {
    if (value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(value));
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.empty();
    }
  }
}
