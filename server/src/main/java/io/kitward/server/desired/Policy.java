package io.kitward.server.desired;

import io.kitward.policy.DeclaredService;
import io.kitward.policy.PolicyMatcher;
import io.kitward.policy.Resolution;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.tags.EffectiveTags;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The documents in force, as a function from a node to what it shall have. A value: it never
 * changes. Thread-safe.
 */
public interface Policy {

  /** How the policies of a node are found. */
  PolicyMatcher.Source MATCHER = IndexedPolicies::of;

  /** The documents' revision; 0 when nothing was ever applied. */
  long revision();

  /**
   * What a node of that name, with what sources set on it, what Puppet assigns to it, and these
   * facts, shall have now. Pure.
   */
  Resolved resolve(
      String certname,
      List<SourcedTag> set,
      List<DeclaredService> declared,
      Map<String, String> facts,
      Instant now);

  /** The same of a node to which Puppet assigns nothing. */
  default Resolved resolve(
      String certname, List<SourcedTag> set, Map<String, String> facts, Instant now) {
    return resolve(certname, set, List.of(), facts, now);
  }

  /** Which of a node's tags count now, and what rules derive. Pure. */
  EffectiveTags effective(
      String certname, List<SourcedTag> set, Map<String, String> facts, Instant now);

  /** The pure resolution behind it. */
  Resolution resolution();

  /** The consoles, by name. */
  Map<String, Console> consoles();

  /**
   * A console, as its document says.
   *
   * @param kind what services register in, for instance {@code prometheus}
   * @param url where Kitward asks it; empty when it does not
   */
  record Console(String name, String kind, String url) {}
}
