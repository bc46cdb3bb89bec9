package io.kitward.server.vouch;

import java.util.List;
import java.util.Optional;

/** The Puppet CAs that there are. A compiler of one never speaks for a node of another. */
public record PuppetAuthorities(List<PuppetAuthority> all) {

  /** No Puppet at all. */
  public static final PuppetAuthorities NONE = new PuppetAuthorities(List.of());

  public PuppetAuthorities {
    all = List.copyOf(all);
  }

  /** The one that issued certificates under this distinguished name. */
  public Optional<PuppetAuthority> of(String issuer) {
    return all.stream().filter(authority -> authority.issuers().contains(issuer)).findFirst();
  }
}
