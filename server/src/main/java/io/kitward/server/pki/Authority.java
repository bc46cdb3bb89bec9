package io.kitward.server.pki;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate authority that clients may come from: its certificates and what it revoked.
 * Immutable but for what it remembers; thread-safe.
 *
 * <p>Every list's signature was checked when this was made. With {@link Revocation#REQUIRED} each
 * certificate of a chain must be covered by its issuer's list; without one, nobody gets in.
 */
public final class Authority {
  /** Whether the authority must say what it revoked. */
  public enum Revocation {
    REQUIRED,
    NONE
  }

  /** So many handshakes may be under way before one of them is looked at twice. */
  private static final int REMEMBERED = 1_024;

  private final String name;
  private final List<X509Certificate> certificates;
  private final Map<X500Principal, X509CRL> lists;
  private final Revocation revocation;

  /**
   * From each of its certificates the way to the root, that one first; only those that have one.
   */
  private final Map<X509Certificate, List<X509Certificate>> ways;

  /** Certificates that were found sound a moment ago, with their way; guarded by itself. */
  private final Map<X509Certificate, List<X509Certificate>> sound =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<X509Certificate, List<X509Certificate>> one) {
          return size() > REMEMBERED;
        }
      };

  private Authority(
      String name,
      List<X509Certificate> certificates,
      Map<X500Principal, X509CRL> lists,
      Revocation revocation) {
    this.name = name;
    this.certificates = certificates;
    this.lists = lists;
    this.revocation = revocation;
    this.ways = new HashMap<>();
    for (X509Certificate certificate : certificates) {
      wayFrom(certificate).ifPresent(way -> ways.put(certificate, way));
    }
  }

  /**
   * An authority that revokes nothing, such as Kitward's own, whose certificates are withdrawn in
   * the store.
   */
  public static Authority withoutRevocation(String name, List<X509Certificate> certificates) {
    requireRoot(name, certificates);
    return new Authority(name, List.copyOf(certificates), Map.of(), Revocation.NONE);
  }

  /**
   * An authority whose lists are obeyed; a missing one shuts the door.
   *
   * @throws PkiException {@code crl-invalid} for a list of another authority, with a wrong
   *     signature, or in a form that could hide revocations
   */
  public static Authority withRevocation(
      String name, List<X509Certificate> certificates, List<X509CRL> lists) {
    requireRoot(name, certificates);
    Map<X500Principal, X509CRL> byIssuer = new HashMap<>();
    for (X509CRL list : lists) {
      requireGenuine(list, certificates);
      byIssuer.merge(list.getIssuerX500Principal(), list, Authority::newer);
    }
    return new Authority(
        name, List.copyOf(certificates), Map.copyOf(byIssuer), Revocation.REQUIRED);
  }

  public String name() {
    return name;
  }

  public List<X509Certificate> certificates() {
    return certificates;
  }

  Revocation revocation() {
    return revocation;
  }

  /** Every list that is obeyed. */
  Collection<X509CRL> lists() {
    return lists.values();
  }

  Optional<X509CRL> listOf(X500Principal issuer) {
    return Optional.ofNullable(lists.get(issuer));
  }

  /**
   * The way from a certificate to this authority's root, by the authority's own certificates only:
   * what a client sends beside its leaf is not trusted. Empty when there is none.
   */
  Optional<List<X509Certificate>> pathTo(X509Certificate leaf) {
    return issuerOf(leaf)
        .map(ways::get)
        .map(
            way -> {
              List<X509Certificate> path = new ArrayList<>(List.of(leaf));
              path.addAll(way);
              return path;
            });
  }

  /**
   * Notes that all of a path was found in order, its signatures above all, which no time and no
   * revocation changes. A handshake asks twice, first in TLS and then at the gate, and the second
   * time {@link #recall} answers.
   */
  void remember(List<X509Certificate> path) {
    synchronized (sound) {
      sound.put(path.getFirst(), path);
    }
  }

  /** The path of a certificate that was remembered, once. */
  Optional<List<X509Certificate>> recall(X509Certificate leaf) {
    synchronized (sound) {
      return Optional.ofNullable(sound.remove(leaf));
    }
  }

  private Optional<List<X509Certificate>> wayFrom(X509Certificate certificate) {
    List<X509Certificate> way = new ArrayList<>(List.of(certificate));
    while (!isRoot(way.getLast())) {
      Optional<X509Certificate> issuer = issuerOf(way.getLast());
      if (issuer.isEmpty() || way.size() > certificates.size()) {
        return Optional.empty();
      }
      way.add(issuer.get());
    }
    return Optional.of(way);
  }

  private Optional<X509Certificate> issuerOf(X509Certificate certificate) {
    return certificates.stream()
        .filter(
            candidate ->
                candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
        .filter(candidate -> isSignedBy(certificate, candidate))
        .findFirst();
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static boolean isRoot(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private static void requireRoot(String name, List<X509Certificate> certificates) {
    if (certificates.stream().noneMatch(Authority::isRoot)) {
      throw PkiException.permanent(
          "ca-incomplete",
          "The certificates of " + name + " hold no self-signed root. Give the whole bundle.");
    }
  }

  private static void requireGenuine(X509CRL list, List<X509Certificate> certificates) {
    boolean genuine =
        certificates.stream()
            .filter(
                candidate ->
                    candidate.getSubjectX500Principal().equals(list.getIssuerX500Principal()))
            .anyMatch(candidate -> isSignedBy(list, candidate));
    if (!genuine) {
      throw PkiException.permanent(
          "crl-invalid",
          "The revocation list of "
              + list.getIssuerX500Principal()
              + " is not signed by a certificate of its authority.");
    }
    Set<String> critical = list.getCriticalExtensionOIDs();
    if (critical != null && !critical.isEmpty()) {
      // Delta and partial lists are marked so; taken for whole ones they would let revoked
      // certificates in.
      throw PkiException.permanent(
          "crl-invalid",
          "The revocation list of "
              + list.getIssuerX500Principal()
              + " has critical extensions "
              + critical
              + ".");
    }
  }

  private static boolean isSignedBy(X509CRL list, X509Certificate issuer) {
    try {
      list.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static X509CRL newer(X509CRL left, X509CRL right) {
    return left.getThisUpdate().toInstant().isAfter(right.getThisUpdate().toInstant())
        ? left
        : right;
  }
}
