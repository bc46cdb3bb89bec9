package io.kitward.server.vouch;

import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a node's Puppet declared last.
 *
 * @param revision 0 when it never did
 * @param environment of the last one that was applied
 * @param issuedAt when the catalog of the newest accepted proofs was compiled
 * @param provenUntil the first instant at which those proofs are too old
 * @param selfAsserted the tags of the source {@code node} that it put there
 * @param services parameters by service
 * @param shown a later one that was not applied
 */
public record Declaration(
    long revision,
    String environment,
    Optional<Instant> issuedAt,
    Optional<Instant> provenUntil,
    SortedSet<Tag> selfAsserted,
    SortedMap<String, SortedMap<String, Object>> services,
    Optional<Shown> shown) {

  /** Of a node whose Puppet never declared anything. */
  public static final Declaration NONE =
      new Declaration(
          0,
          "",
          Optional.empty(),
          Optional.empty(),
          new TreeSet<>(),
          new TreeMap<>(),
          Optional.empty());

  /** A declaration that was not applied, and why. */
  public record Shown(
      String environment,
      SortedSet<Tag> tags,
      SortedMap<String, SortedMap<String, Object>> services,
      String why) {}

  /** Its revision as an entity tag of HTTP. */
  public String entityTag() {
    return "\"" + revision + "\"";
  }
}
