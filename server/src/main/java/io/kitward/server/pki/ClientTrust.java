package io.kitward.server.pki;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The authorities that clients may come from, at one moment: says of a certificate whether it may
 * come in. Immutable, but for what its authorities remember of a handshake.
 */
public record ClientTrust(List<Authority> authorities) {
  private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";

  public ClientTrust {
    authorities = List.copyOf(authorities);
  }

  /**
   * Judges the first certificate of {@code chain}; what a client sends beside it is not needed and
   * not trusted.
   */
  public Verdict verify(X509Certificate[] chain, Instant now) {
    if (chain.length == 0) {
      return refused(Verdict.Reason.NO_CERTIFICATE, "no client certificate was sent");
    }
    X509Certificate leaf = chain[0];
    for (Authority authority : authorities) {
      Optional<List<X509Certificate>> sound = authority.recall(leaf);
      if (sound.isPresent()) {
        return verify(authority, sound.get(), now, _ -> Optional.empty());
      }
      Optional<List<X509Certificate>> path = authority.pathTo(leaf);
      if (path.isPresent()) {
        return verify(authority, path.get(), now, way -> path(authority, way, now));
      }
    }
    return refused(
        Verdict.Reason.UNKNOWN_AUTHORITY,
        "no trusted authority issued it; its issuer is " + leaf.getIssuerX500Principal().getName());
  }

  /** What these authorities took back, by the issuer's distinguished name (RFC 2253). */
  public Map<String, List<X509CRLEntry>> revoked() {
    Map<String, List<X509CRLEntry>> revoked = new HashMap<>();
    for (Authority authority : authorities) {
      for (X509CRL list : authority.lists()) {
        var entries = list.getRevokedCertificates();
        if (entries != null) {
          revoked
              .computeIfAbsent(list.getIssuerX500Principal().getName(), _ -> new ArrayList<>())
              .addAll(entries);
        }
      }
    }
    return revoked;
  }

  /**
   * Whether an authority took back the certificate of this issuer.
   *
   * @param issuer its distinguished name (RFC 2253)
   * @param serial in hexadecimal
   */
  public boolean isRevoked(String issuer, String serial) {
    var number = new BigInteger(serial, 16);
    return authorities.stream()
        .flatMap(authority -> authority.lists().stream())
        .filter(list -> list.getIssuerX500Principal().getName().equals(issuer))
        .anyMatch(list -> list.getRevokedCertificate(number) != null);
  }

  private static Verdict verify(
      Authority authority,
      List<X509Certificate> path,
      Instant now,
      Function<List<X509Certificate>, Optional<Verdict.Refused>> soundness) {
    X509Certificate leaf = path.getFirst();
    return validity(path, now)
        .or(() -> revocation(authority, path, now))
        .or(() -> usage(leaf))
        .or(() -> soundness.apply(path))
        .map(Verdict.class::cast)
        .orElseGet(() -> admitted(authority, leaf));
  }

  private static Verdict admitted(Authority authority, X509Certificate leaf) {
    return Certname.of(leaf)
        .<Verdict>map(
            certname ->
                new Verdict.Verified(
                    certname,
                    authority.name(),
                    leaf.getIssuerX500Principal().getName(),
                    leaf.getSerialNumber()))
        .orElseGet(
            () ->
                refused(
                    Verdict.Reason.NO_CERTNAME,
                    "its subject `"
                        + leaf.getSubjectX500Principal().getName()
                        + "` is not one certname"));
  }

  private static Optional<Verdict.Refused> validity(List<X509Certificate> path, Instant now) {
    for (X509Certificate certificate : path) {
      try {
        certificate.checkValidity(Date.from(now));
      } catch (CertificateExpiredException e) {
        return Optional.of(
            refused(
                Verdict.Reason.EXPIRED,
                name(certificate) + " expired at " + certificate.getNotAfter().toInstant()));
      } catch (CertificateNotYetValidException e) {
        return Optional.of(
            refused(
                Verdict.Reason.NOT_YET_VALID,
                name(certificate)
                    + " is valid from "
                    + certificate.getNotBefore().toInstant()
                    + " on; is the clock right?"));
      }
    }
    return Optional.empty();
  }

  /** Each certificate but the root against the list of the one above it. */
  private static Optional<Verdict.Refused> revocation(
      Authority authority, List<X509Certificate> path, Instant now) {
    if (authority.revocation() == Authority.Revocation.NONE) {
      return Optional.empty();
    }
    for (X509Certificate certificate : path.subList(0, path.size() - 1)) {
      Optional<X509CRL> list = authority.listOf(certificate.getIssuerX500Principal());
      if (list.isEmpty()) {
        return Optional.of(
            refused(
                Verdict.Reason.REVOCATION_UNKNOWN,
                "there is no revocation list of "
                    + certificate.getIssuerX500Principal().getName()
                    + " yet"));
      }
      if (list.get().getRevokedCertificate(certificate) != null) {
        return Optional.of(refused(Verdict.Reason.REVOKED, name(certificate) + " was revoked"));
      }
      Date next = list.get().getNextUpdate();
      if (next != null && next.toInstant().isBefore(now)) {
        return Optional.of(
            refused(
                Verdict.Reason.REVOCATION_UNKNOWN,
                "the revocation list of "
                    + certificate.getIssuerX500Principal().getName()
                    + " ended at "
                    + next.toInstant()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Verdict.Refused> usage(X509Certificate leaf) {
    try {
      List<String> purposes = leaf.getExtendedKeyUsage();
      boolean forClients = purposes != null && purposes.contains(CLIENT_AUTHENTICATION);
      if (forClients && leaf.getBasicConstraints() < 0) {
        return Optional.empty();
      }
      return Optional.of(
          refused(
              Verdict.Reason.NOT_FOR_CLIENTS,
              name(leaf) + " is not issued for client authentication"));
    } catch (CertificateParsingException e) {
      return Optional.of(refused(Verdict.Reason.INVALID, "its extended key usage cannot be read"));
    }
  }

  /**
   * The rest of RFC 5280 is the platform's: constraints, key usage, critical extensions, weak
   * algorithms.
   */
  private static Optional<Verdict.Refused> path(
      Authority authority, List<X509Certificate> path, Instant now) {
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(path.getLast(), null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509")
                  .generateCertPath(path.subList(0, path.size() - 1)),
              parameters);
      authority.remember(path);
      return Optional.empty();
    } catch (CertPathValidatorException e) {
      return Optional.of(refused(Verdict.Reason.INVALID, String.valueOf(e.getMessage())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java validates PKIX paths", e);
    }
  }

  private static Verdict.Refused refused(Verdict.Reason reason, String words) {
    return new Verdict.Refused(reason, words);
  }

  private static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName()
        + " (serial "
        + certificate.getSerialNumber().toString(16)
        + ")";
  }
}
