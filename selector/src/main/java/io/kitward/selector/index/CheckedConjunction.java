package io.kitward.selector.index;

import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A conjunction that is checked in full when it is reached. Its tests lie in one array, since most
 * of its cost is fetching it: for each the number of its codes, doubled, and 1 added when it is
 * negative, then the codes.
 */
final class CheckedConjunction {
  final int slot;
  private final int[] tests;
  private final @Nullable Selector rest;

  CheckedConjunction(int slot, List<Literal> left, @Nullable Selector rest) {
    this.slot = slot;
    this.rest = rest;
    this.tests =
        left.stream()
            .map(Literal::test)
            .flatMapToInt(
                test ->
                    IntStream.concat(
                        IntStream.of(2 * test.codes().length + (test.negative() ? 1 : 0)),
                        IntStream.of(test.codes())))
            .toArray();
  }

  boolean holds(ActiveCodes active, Subject subject) {
    int at = 0;
    while (at < tests.length) {
      int head = tests[at++];
      int end = at + (head >>> 1);
      boolean any = false;
      while (at < end && !any) {
        any = active.has(tests[at++]);
      }
      if (any == ((head & 1) == 1)) {
        return false;
      }
      at = end;
    }
    return rest == null || rest.matches(subject);
  }
}
