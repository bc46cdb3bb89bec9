package io.kitward.selector.index;

import io.kitward.selector.Attribute;
import java.util.Arrays;

/**
 * What the selectors in use ask of one attribute. One writer adds; readers see an array that is
 * never written again.
 */
final class AttributeCodes {
  static final int NONE = -1;
  private static final Predicate[] EMPTY = {};

  private final Attribute attribute;
  private final int number;
  private final Dictionary.Block block = new Dictionary.Block();
  private volatile int presence = NONE;
  private volatile Predicate[] predicates = EMPTY;

  AttributeCodes(Attribute attribute, int number) {
    this.attribute = attribute;
    this.number = number;
  }

  Attribute attribute() {
    return attribute;
  }

  /** The dimension of the attribute's values. */
  int valueDimension() {
    return 2 * number;
  }

  /** The dimension of the predicates on the attribute, that it is there among them. */
  int predicateDimension() {
    return 2 * number + 1;
  }

  /** Where the codes of the attribute's values come from; for the writer. */
  Dictionary.Block block() {
    return block;
  }

  /** The code that is active when the attribute is there, or {@link #NONE} if nobody asks. */
  int presence() {
    return presence;
  }

  Predicate[] predicates() {
    return predicates;
  }

  void askPresence(int code) {
    presence = code;
  }

  void add(Predicate predicate) {
    Predicate[] more = Arrays.copyOf(predicates, predicates.length + 1);
    more[predicates.length] = predicate;
    predicates = more;
  }
}
