package io.kitward.server.vouch;

import io.kitward.selector.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a node's Puppet run says that the catalog declares. Judged by a pure function.
 *
 * @param environment as the node says; proofs must agree
 * @param catalog proof of the catalog as a whole, where there is one
 * @param tags each with its proof; without one it is the node's own word
 * @param services each with its proof
 */
public record Declared(
    String environment,
    Optional<Proof> catalog,
    SortedMap<Tag, Optional<Proof>> tags,
    SortedMap<String, Proof> services) {

  /** How far a compiler's clock may go before ours. */
  static final Duration SKEW = Duration.ofMinutes(5);

  /** What is to become of it. */
  public sealed interface Outcome {

    /**
     * It counts.
     *
     * @param issuedAt when its catalog was compiled; empty where nothing is proven
     * @param proven tags of the source {@code puppet}
     * @param selfAsserted tags of the source {@code node}
     * @param services parameters by service
     */
    record Applied(
        Optional<Instant> issuedAt,
        SortedSet<Tag> proven,
        SortedSet<Tag> selfAsserted,
        SortedMap<String, SortedMap<String, Object>> services)
        implements Outcome {}

    /** It is kept for people to see, and changes nothing. */
    record Shown(String why) implements Outcome {}

    /** It is not believed; nothing of it is kept. */
    record Refused(String why) implements Outcome {}
  }

  /**
   * Judges it.
   *
   * @param certname the node, by its certificate
   * @param authority the Puppet CA of that certificate; empty when another CA issued it
   * @param last when the newest catalog of this node that was applied was compiled
   */
  public Outcome judge(
      String certname, Optional<PuppetAuthority> authority, Optional<Instant> last, Instant now) {
    List<Proof> proofs = proofs();
    if (proofs.isEmpty()) {
      return unlisted(authority).<Outcome>map(Outcome.Shown::new).orElseGet(this::applied);
    }
    if (authority.isEmpty()) {
      return new Outcome.Refused(
          "the certificate of " + certname + " is of no Puppet CA, so no compiler speaks for it");
    }
    for (Proof proof : proofs) {
      Optional<String> fault = fault(proof, certname, authority.get(), last, now);
      if (fault.isPresent()) {
        return new Outcome.Refused(
            "the proof of " + Proofs.words(proof.claim()) + " " + fault.get());
      }
    }
    if (proofs.stream().map(Proof::issuedAt).distinct().count() > 1) {
      return new Outcome.Refused("the proofs are of several catalogs");
    }
    return unlisted(authority).<Outcome>map(Outcome.Shown::new).orElseGet(this::applied);
  }

  private Optional<String> fault(
      Proof proof,
      String certname,
      PuppetAuthority authority,
      Optional<Instant> last,
      Instant now) {
    if (!proof.node().equals(certname)) {
      return Optional.of("is for " + proof.node() + ", not for " + certname);
    }
    if (!proof.environment().equals(environment)) {
      return Optional.of("is of the environment " + proof.environment() + ", not " + environment);
    }
    if (!authority.issuers().contains(proof.voucherIssuer())
        || !authority.vouchers().contains(proof.voucher())) {
      return Optional.of(
          "is signed by "
              + proof.voucher()
              + ", which is not listed in puppet.vouchers of the Puppet CA “"
              + authority.name()
              + "”");
    }
    Instant end = proof.issuedAt().plus(authority.proofLife());
    if (!now.isBefore(end)) {
      return Optional.of(
          "is of a catalog compiled at " + proof.issuedAt() + " and was good until " + end);
    }
    if (proof.issuedAt().isAfter(now.plus(SKEW))) {
      return Optional.of(
          "is made at " + proof.issuedAt() + ", and now is " + now + "; are the clocks right?");
    }
    if (last.map(newest -> proof.issuedAt().isBefore(newest)).orElse(false)) {
      return Optional.of(
          "is of a catalog compiled at "
              + proof.issuedAt()
              + ", and one of "
              + last.get()
              + " counts already");
    }
    return Optional.empty();
  }

  /** Why the environment may set no tags; empty when it may. */
  private Optional<String> unlisted(Optional<PuppetAuthority> authority) {
    return authority
        .filter(it -> !it.environments().contains(environment))
        .map(
            it ->
                "the environment “"
                    + environment
                    + "” may set no tags: they are shown, not applied; those that may are listed in"
                    + " puppet.environments: "
                    + new TreeSet<>(it.environments()));
  }

  private Outcome applied() {
    SortedSet<Tag> proven = new TreeSet<>();
    SortedSet<Tag> selfAsserted = new TreeSet<>();
    tags.forEach((tag, proof) -> (proof.isPresent() ? proven : selfAsserted).add(tag));
    return new Outcome.Applied(
        proofs().stream().map(Proof::issuedAt).max(Instant::compareTo),
        proven,
        selfAsserted,
        assigned());
  }

  /** The services with the parameters that their proofs hold. */
  public SortedMap<String, SortedMap<String, Object>> assigned() {
    SortedMap<String, SortedMap<String, Object>> assigned = new TreeMap<>();
    services.forEach(
        (service, proof) ->
            assigned.put(service, ((Proof.Claim.OfService) proof.claim()).parameters()));
    return assigned;
  }

  private List<Proof> proofs() {
    List<Proof> proofs = new ArrayList<>(catalog.stream().toList());
    tags.values().forEach(proof -> proof.ifPresent(proofs::add));
    proofs.addAll(services.values());
    return proofs;
  }
}
