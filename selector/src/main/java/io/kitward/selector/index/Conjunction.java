package io.kitward.selector.index;

import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Literals that must all hold, and for what was too branched to be taken apart, the selector that
 * has to be asked as well.
 */
record Conjunction(List<Literal> literals, @Nullable Selector rest) {

  boolean holds(ActiveCodes active, Subject subject) {
    for (int i = 0; i < literals.size(); i++) {
      if (!literals.get(i).test().holds(active)) {
        return false;
      }
    }
    return rest == null || rest.matches(subject);
  }
}
