package io.kitward.selector.index;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A conjunction in a block. Sorted so that those which ask the same of the same attributes are
 * neighbours: then a block has few columns, and most blocks need not be asked.
 */
final class Clustered implements Comparable<Clustered> {
  /** The dimensions of the positive tests, those of the negative ones, then the codes. */
  private final int[] order;

  private final List<CodeTest> tests;
  private final int target;

  private Clustered(int[] order, List<CodeTest> tests, int target) {
    this.order = order;
    this.tests = tests;
    this.target = target;
  }

  static Clustered of(List<CodeTest> tests, int target) {
    List<CodeTest> sorted =
        tests.stream()
            .sorted(
                Comparator.comparing(CodeTest::negative)
                    .thenComparingInt(CodeTest::dimension)
                    .thenComparingInt(test -> test.codes()[0]))
            .toList();
    IntStream dimensions =
        sorted.stream()
            .mapToInt(test -> test.negative() ? -1 - test.dimension() : test.dimension() + 1);
    IntStream codes = sorted.stream().mapToInt(test -> test.codes()[0]);
    int[] order =
        Stream.of(dimensions, IntStream.of(0), codes).flatMapToInt(part -> part).toArray();
    return new Clustered(order, tests, target);
  }

  List<CodeTest> tests() {
    return tests;
  }

  /** A slot to report, or the complement of the number of a conjunction to check. */
  int target() {
    return target;
  }

  @Override
  public int compareTo(Clustered other) {
    int byOrder = Arrays.compare(order, other.order);
    return byOrder != 0 ? byOrder : Integer.compare(target, other.target);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Clustered clustered && compareTo(clustered) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(order) + target;
  }
}
