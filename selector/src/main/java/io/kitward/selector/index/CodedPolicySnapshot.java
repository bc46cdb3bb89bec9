package io.kitward.selector.index;

/**
 * The posting lists and exclusions of one moment. What it shares with later ones only grows beyond
 * the limits that it names, and is never changed below them.
 */
public final class CodedPolicySnapshot implements PolicySnapshot {
  final int size;
  final int slots;
  final int codes;
  final int dimensions;
  final ValueTable tags;
  final ValueTable facts;
  final AttributeCodes[] factAttributes;
  final PairTable.Entries pairs;
  final int[][] partners;
  final Postings.Snapshot postings;
  final Exclusions.Snapshot exclusions;
  final int[] policies;
  final CheckedConjunctions.Snapshot conjunctions;

  CodedPolicySnapshot(
      int size,
      int slots,
      Dictionary dictionary,
      Pairs pairs,
      Postings.Snapshot postings,
      Exclusions.Snapshot exclusions,
      int[] policies,
      CheckedConjunctions.Snapshot conjunctions) {
    this.size = size;
    this.slots = slots;
    this.codes = dictionary.codes();
    this.dimensions = dictionary.dimensions();
    this.tags = dictionary.tags();
    this.facts = dictionary.facts();
    this.factAttributes = dictionary.facts().attributes();
    this.postings = postings;
    this.exclusions = exclusions;
    this.pairs = pairs.entries();
    this.partners = pairs.partners();
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
}
