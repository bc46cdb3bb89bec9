package io.kitward.selector.index;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The conjunctions that are looked at when one code is active, each with one more code that must be
 * active, or must not be, and its {@link Target}. Most fail that check, so that the targets lie
 * apart. Lists share their arrays as long as they only grow: an older list never looks beyond its
 * own size.
 */
final class PostingList {
  /** The codes to check, doubled, and 1 added when one must not be active. */
  final int[] checks;

  final int[] targets;
  final int size;

  private PostingList(int[] checks, int[] targets, int size) {
    this.checks = checks;
    this.targets = targets;
    this.size = size;
  }

  static int check(int code, boolean negated) {
    return 2 * code + (negated ? 1 : 0);
  }

  static PostingList of(int check, int target) {
    return new PostingList(new int[] {check}, new int[] {target}, 1);
  }

  /** This list with one more entry; only the newest list of an array may grow. */
  PostingList with(int check, int target) {
    boolean fits = size < checks.length;
    int length = fits ? checks.length : size + Math.max(2, size / 2);
    int[] moreChecks = fits ? checks : Arrays.copyOf(checks, length);
    int[] moreTargets = fits ? targets : Arrays.copyOf(targets, length);
    moreChecks[size] = check;
    moreTargets[size] = target;
    return new PostingList(moreChecks, moreTargets, size + 1);
  }

  /** This list without the entries of a target. */
  PostingList without(int target) {
    int[] left = IntStream.range(0, size).filter(i -> targets[i] != target).toArray();
    return new PostingList(
        IntStream.of(left).map(i -> checks[i]).toArray(),
        IntStream.of(left).map(i -> targets[i]).toArray(),
        left.length);
  }
}
