package io.kitward.server.vouch;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A Puppet CA, as far as the word of its compilers and its certificates goes. Immutable.
 *
 * @param name ours for it
 * @param issuers the distinguished names (RFC 2253) of its certificates
 * @param vouchers certnames of the compilers whose proofs count
 * @param environments Puppet environments that may set tags
 * @param proofLife how long a proof is good after its catalog was compiled
 * @param certificateTags trusted extension, by name or OID, to the key of the tag that it gives
 */
public record PuppetAuthority(
    String name,
    Set<String> issuers,
    Set<String> vouchers,
    Set<String> environments,
    Duration proofLife,
    Map<String, String> certificateTags) {

  public PuppetAuthority {
    issuers = Set.copyOf(issuers);
    vouchers = Set.copyOf(vouchers);
    environments = Set.copyOf(environments);
    certificateTags = Map.copyOf(certificateTags);
  }
}
