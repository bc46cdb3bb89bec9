package io.kitward.selector.index;

import io.kitward.selector.Selector;

/** What may be put into an index. */
final class Requirements {
  private Requirements() {}

  static void checkSelector(int policy, Selector selector) {
    checkNumber(policy);
    if (!selector.groups().isEmpty()) {
      throw new IllegalArgumentException(
          "selector " + policy + " still refers to a group; expand it first: " + selector);
    }
  }

  static void checkNumber(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("a number is 0 or more, not " + number);
    }
  }
}
