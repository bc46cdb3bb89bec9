package io.kitward.selector.index;

/** A conjunction that has to be checked in full, or that is one of several of its selector. */
record CheckedConjunction(int slot, Conjunction conjunction) {}
