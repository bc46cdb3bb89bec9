package io.kitward.bench.fleet;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tag keys of the measured fleet: 17 that every node has, with 2 to 2,000 values, some of them
 * skewed, and 10 flags that a tenth of the nodes has.
 */
public final class Vocabulary {
  private static final double MILD = 0.7;
  private static final double FLAG_SHARE = 0.1;

  /** In the order of their vocabularies; the flags last. */
  public static final List<TagKey> KEYS =
      Stream.concat(
              Stream.of(
                  key("architecture", 2, 0),
                  key("os", 3, 0),
                  key("environment", 4, MILD),
                  key("virtual", 5, 0),
                  key("region", 6, 0),
                  key("tier", 8, MILD),
                  key("zone", 10, 0),
                  key("release", 12, MILD),
                  key("department", 20, 0),
                  key("datacenter", 30, 0),
                  key("role", 60, MILD),
                  key("team", 100, 0),
                  key("cluster", 250, 0),
                  key("service", 400, MILD),
                  key("owner", 600, 0),
                  key("application", 1_000, MILD),
                  key("rack", 2_000, 0)),
              IntStream.range(0, 10).mapToObj(i -> new TagKey("flag-" + i, 1, 0, FLAG_SHARE)))
          .toList();

  private Vocabulary() {}

  private static TagKey key(String name, int vocabulary, double skew) {
    return new TagKey(name, vocabulary, skew, 1);
  }
}
