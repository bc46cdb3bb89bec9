package io.kitward.selector.index;

import org.jspecify.annotations.Nullable;

/**
 * The posting lists and blocks of one moment. What it shares with later ones only grows beyond the
 * limits that it names, and is never changed below them.
 */
public final class CodedPolicySnapshot implements PolicySnapshot {
  final int size;
  final int slots;
  final int codes;
  final int dimensions;
  final ValueTable tags;
  final ValueTable facts;
  final AttributeCodes[] factAttributes;
  final @Nullable PostingList[][] postings;
  final Group[] groups;
  final int[] policies;
  final CheckedConjunction[] conjunctions;

  CodedPolicySnapshot(
      int size,
      int slots,
      Dictionary dictionary,
      @Nullable PostingList[][] postings,
      Group[] groups,
      int[] policies,
      CheckedConjunction[] conjunctions) {
    this.size = size;
    this.slots = slots;
    this.codes = dictionary.codes();
    this.dimensions = dictionary.dimensions();
    this.tags = dictionary.tags();
    this.facts = dictionary.facts();
    this.factAttributes = dictionary.facts().attributes();
    this.postings = postings;
    this.groups = groups;
    this.policies = policies;
    this.conjunctions = conjunctions;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public CodedPolicyMatcher matcher() {
    return new CodedPolicyMatcher(this);
  }

  /** The posting list of a code, if it has one. */
  @Nullable PostingList postings(int code) {
    int chunk = code >>> Postings.CHUNK_BITS;
    return chunk < postings.length ? postings[chunk][code & Postings.CHUNK_MASK] : null;
  }
}
