package io.kitward.selector.index;

import io.kitward.selector.Condition;

/**
 * What a condition accepts, with the code that is active when any of a node's values is accepted.
 */
record Predicate(Condition condition, int code) {}
