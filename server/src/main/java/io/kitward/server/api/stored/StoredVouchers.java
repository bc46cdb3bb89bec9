package io.kitward.server.api.stored;

import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Vouchers;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.store.Store;
import io.kitward.server.vouch.P256Key;
import io.kitward.server.vouch.ProofException;
import io.kitward.server.vouch.Proofs;
import io.kitward.server.vouch.PuppetAuthorities;
import io.kitward.server.vouch.PuppetAuthority;
import io.kitward.server.vouch.VoucherKey;
import io.kitward.server.vouch.VoucherTable;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compilers' keys, kept in the store. Thread-safe. */
public final class StoredVouchers implements Vouchers {

  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]{1,4000})-----END PUBLIC KEY-----");

  private final Store store;
  private final PuppetAuthorities authorities;
  private final VoucherKeys keys;
  private final Clock clock;

  public StoredVouchers(Store store, PuppetAuthorities authorities, VoucherKeys keys, Clock clock) {
    this.store = store;
    this.authorities = authorities;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public View of(NodePrincipal compiler) {
    Optional<VoucherKey> key =
        store.read(handle -> VoucherTable.current(handle, compiler.certname(), compiler.issuer()));
    // A key that came with a certificate which is revoked is to be enrolled anew.
    return new View(
        key.filter(keys::counts).map(VoucherKey::kid).orElse(""),
        listed(compiler.certname(), compiler.issuer()));
  }

  @Override
  public Outcome enrol(NodePrincipal compiler, String key, String proof, Actor actor) {
    Instant now = clock.instant();
    if (!listed(compiler.certname(), compiler.issuer())) {
      String why =
          compiler.certname()
              + " is not listed as a compiler whose word counts: add it to puppet.vouchers in"
              + " Kitward's configuration, and start Kitward again.";
      audit(compiler, "denied", Map.of("reason", why), actor, now);
      return new Outcome.Unlisted(why);
    }
    try {
      ECPublicKey parsed = parse(key);
      String kid = Proofs.enrolment(proof, parsed, compiler.certname(), now);
      var enrolled =
          new VoucherKey(
              kid,
              compiler.certname(),
              compiler.issuer(),
              compiler.serial(),
              new P256Key(parsed),
              now,
              Optional.empty());
      store.change(
          handle -> {
            VoucherTable.enrol(handle, enrolled, now.minus(longestLife()));
            AuditTable.add(handle, entry(compiler, "done", Map.of("kid", kid), actor, now));
          });
      keys.changed();
      return new Outcome.Enrolled(new View(kid, true));
    } catch (ProofException e) {
      String why = "The key, or the proof that it is held, " + e.words() + ".";
      audit(compiler, "denied", Map.of("reason", why), actor, now);
      return new Outcome.Refused(why);
    }
  }

  @Override
  public List<Key> all() {
    return store.read(VoucherTable::all).stream()
        .map(
            key ->
                new Key(
                    key.certname(),
                    key.issuer(),
                    key.kid(),
                    key.enrolledAt(),
                    key.retiredAt().orElse(null),
                    key.retiredAt().isEmpty()
                        && keys.counts(key)
                        && listed(key.certname(), key.issuer())))
        .toList();
  }

  private boolean listed(String certname, String issuer) {
    return authorities
        .of(issuer)
        .map(authority -> authority.vouchers().contains(certname))
        .orElse(false);
  }

  private Duration longestLife() {
    return authorities.all().stream()
        .map(PuppetAuthority::proofLife)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  private static ECPublicKey parse(String pem) throws ProofException {
    Matcher matcher = PEM.matcher(pem.strip());
    if (!matcher.matches()) {
      throw new ProofException("is no public key in PEM");
    }
    try {
      return Proofs.key(Base64.getMimeDecoder().decode(matcher.group(1)));
    } catch (IllegalArgumentException e) {
      throw new ProofException("is no public key in PEM");
    }
  }

  private void audit(
      NodePrincipal compiler,
      String outcome,
      Map<String, String> detail,
      Actor actor,
      Instant now) {
    store.change(handle -> AuditTable.add(handle, entry(compiler, outcome, detail, actor, now)));
  }

  private static AuditEntry entry(
      NodePrincipal compiler,
      String outcome,
      Map<String, String> detail,
      Actor actor,
      Instant now) {
    var all = new java.util.TreeMap<>(detail);
    all.put("request", actor.requestId());
    return new AuditEntry(
        now,
        compiler.display(),
        "node",
        "enrol-voucher",
        "voucher/" + compiler.certname(),
        outcome,
        all);
  }
}
