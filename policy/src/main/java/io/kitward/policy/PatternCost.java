package io.kitward.policy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a regular expression becomes when its repetitions are written out, and how deep it
 * nests. The library that matches is linear in that size, and has no limit of its own.
 */
final class PatternCost {
  static final int LENGTH_LIMIT = 1_000;
  static final int SIZE_LIMIT = 20_000;
  static final int NESTING_LIMIT = 50;

  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,4})(?:,(\\d{0,4}))?\\}");

  /** The sizes of the groups that are open, the innermost first. */
  private final Deque<Long> open = new ArrayDeque<>();

  private long size;
  private long last;
  private int deepest;

  private PatternCost() {}

  /** Whether the expression may be handed to the library. */
  static boolean isBearable(String expression) {
    if (expression.length() > LENGTH_LIMIT) {
      return false;
    }
    PatternCost cost = new PatternCost();
    cost.read(expression);
    return cost.size <= SIZE_LIMIT && cost.deepest <= NESTING_LIMIT;
  }

  private void read(String expression) {
    Matcher count = COUNT.matcher(expression);
    for (int at = 0; at < expression.length(); at++) {
      char c = expression.charAt(at);
      if (c == '(') {
        open.push(size);
        deepest = Math.max(deepest, open.size());
      } else if (c == ')' && !open.isEmpty()) {
        last = size - open.pop() + 1;
      } else if (c == '{' && count.region(at, expression.length()).lookingAt()) {
        repeat(count);
        at = count.end() - 1;
      } else {
        last = 1;
        size = Math.min(Integer.MAX_VALUE, size + 1);
        at += c == '\\' ? 1 : 0;
      }
    }
  }

  private void repeat(Matcher count) {
    String most = count.group(2);
    long times = Integer.parseInt(most == null || most.isEmpty() ? count.group(1) : most);
    long grown = Math.min(Integer.MAX_VALUE, last * Math.max(1, times));
    size = Math.min(Integer.MAX_VALUE, size - last + grown);
    last = grown;
  }
}
