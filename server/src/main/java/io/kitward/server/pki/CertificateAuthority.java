package io.kitward.server.pki;

import io.kitward.server.store.PrivateFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * Kitward's own certificate authority: a P-256 key in a private directory, certificates for its
 * doors and for nodes without Puppet. Thread-safe.
 */
public final class CertificateAuthority {
  private static final Duration CA_LIFE = Duration.ofDays(3650);
  private static final Duration CLOCK_DIFFERENCE = Duration.ofHours(1);

  /** A short life is not dated back by more than this part of it, or it would be over at once. */
  private static final int DATED_BACK_BY = 10;

  private static final String SIGNATURE = "SHA256withECDSA";

  private final Credential credential;
  private final InstantSource clock;
  private final SecureRandom random;

  private CertificateAuthority(Credential credential, InstantSource clock, SecureRandom random) {
    this.credential = credential;
    this.clock = clock;
    this.random = random;
  }

  /**
   * The authority kept in {@code directory} ({@code ca.key}, {@code ca.pem}), made there on first
   * use.
   */
  public static CertificateAuthority open(
      Path directory, String name, InstantSource clock, SecureRandom random) {
    try {
      Files.createDirectories(directory, PrivateFiles.DIRECTORY);
      Files.setPosixFilePermissions(directory, PrivateFiles.DIRECTORY.value());
      if (Files.notExists(directory.resolve("ca.pem"))) {
        // The certificate is written last: without it the key has signed nothing and may be
        // replaced.
        create(name, clock, random).credential.write(directory, "ca");
      }
      return new CertificateAuthority(Credential.read(directory, "ca"), clock, random);
    } catch (IOException e) {
      throw PkiException.permanent(
          "ca-unreadable",
          "Kitward's certificate authority cannot be read or made in " + directory + ".",
          e);
    }
  }

  /** A throw-away authority, kept in memory only. */
  public static CertificateAuthority create(String name, InstantSource clock, SecureRandom random) {
    KeyPair key = Credential.newKey(random);
    X500Name subject = subject(name);
    Instant now = clock.instant();
    JcaX509v3CertificateBuilder builder =
        builder(subject, random, subject, key.getPublic(), now, CA_LIFE);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          extensions().createSubjectKeyIdentifier(key.getPublic()));
      X509Certificate certificate = sign(builder, key.getPrivate());
      return new CertificateAuthority(
          new Credential(key.getPrivate(), List.of(certificate)), clock, random);
    } catch (CertIOException e) {
      throw new IllegalStateException("Extensions of our own making can be encoded", e);
    }
  }

  /** What others must trust; its PEM is {@code ca.pem}. */
  public X509Certificate certificate() {
    return credential.certificate();
  }

  /**
   * A new key and a certificate for a server that is reached under these names and addresses; the
   * first name is its CN.
   */
  public Credential issueServer(List<String> names, Set<InetAddress> addresses, Duration life) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("A server's certificate needs a name");
    }
    KeyPair key = Credential.newKey(random);
    List<GeneralName> alternatives = new ArrayList<>();
    names.forEach(name -> alternatives.add(new GeneralName(GeneralName.dNSName, name)));
    addresses.forEach(
        address ->
            alternatives.add(new GeneralName(GeneralName.iPAddress, address.getHostAddress())));
    X509Certificate certificate =
        issue(names.getFirst(), key.getPublic(), alternatives, KeyPurposeId.id_kp_serverAuth, life);
    return new Credential(key.getPrivate(), List.of(certificate, certificate()));
  }

  /** A new key and a client certificate for a node. */
  public Credential issueClient(String certname, Duration life) {
    KeyPair key = Credential.newKey(random);
    return new Credential(
        key.getPrivate(), List.of(issueClient(certname, key.getPublic(), life), certificate()));
  }

  /**
   * A client certificate for whoever made the request. Name and usage are ours alone; of the
   * request only the key counts, after it has proved that it is held.
   */
  public X509Certificate issueClient(
      String certname, PKCS10CertificationRequest request, Duration life) {
    try {
      PublicKey key = new JcaPKCS10CertificationRequest(request).getPublicKey();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw PkiException.permanent(
            "csr-unproven",
            "The certificate request is not signed with its own key. Make a new one.");
      }
      return issueClient(certname, key, life);
    } catch (GeneralSecurityException | OperatorCreationException | PKCSException e) {
      throw PkiException.permanent(
          "csr-invalid", "The certificate request cannot be read: " + e.getMessage(), e);
    }
  }

  /** A certificate that is no longer good, and since when. */
  public record Revoked(BigInteger serial, Instant at) {}

  /** What this authority takes back, signed. It has no end: the newest one holds. */
  public X509CRL revocationList(List<Revoked> revoked) {
    var builder =
        new X509v2CRLBuilder(
            X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded()),
            Date.from(clock.instant()));
    revoked.forEach(
        each ->
            builder.addCRLEntry(
                each.serial(), Date.from(each.at()), CRLReason.cessationOfOperation));
    try {
      return new JcaX509CRLConverter()
          .getCRL(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(credential.key())));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("Every Java signs with " + SIGNATURE, e);
    }
  }

  private X509Certificate issueClient(String certname, PublicKey key, Duration life) {
    Certname.require(certname);
    List<GeneralName> names = List.of(new GeneralName(GeneralName.dNSName, certname));
    return issue(certname, key, names, KeyPurposeId.id_kp_clientAuth, life);
  }

  private X509Certificate issue(
      String name,
      PublicKey key,
      List<GeneralName> alternatives,
      KeyPurposeId purpose,
      Duration life) {
    JcaX509v3CertificateBuilder builder =
        builder(
            new X500Name(certificate().getSubjectX500Principal().getName()),
            random,
            subject(name),
            key,
            clock.instant(),
            life);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(alternatives.toArray(GeneralName[]::new)));
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(key));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions().createAuthorityKeyIdentifier(certificate().getPublicKey()));
    } catch (CertIOException e) {
      throw new IllegalStateException("Extensions of our own making can be encoded", e);
    }
    return sign(builder, credential.key());
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer,
      SecureRandom random,
      X500Name subject,
      PublicKey key,
      Instant now,
      Duration life) {
    BigInteger serial =
        new BigInteger(127, random).setBit(126); // positive, and as long whatever chance gives
    Duration part = life.dividedBy(DATED_BACK_BY);
    Instant start =
        now.minus(part.compareTo(CLOCK_DIFFERENCE) < 0 ? part : CLOCK_DIFFERENCE)
            .truncatedTo(ChronoUnit.SECONDS);
    return new JcaX509v3CertificateBuilder(
        issuer, serial, Date.from(start), Date.from(now.plus(life)), subject, key);
  }

  private static X509Certificate sign(
      JcaX509v3CertificateBuilder builder, java.security.PrivateKey key) {
    try {
      return Pem.certificate(
          builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)).getEncoded());
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException("Every Java signs with " + SIGNATURE, e);
    }
  }

  private static X500Name subject(String name) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
  }

  private static JcaX509ExtensionUtils extensions() {
    try {
      return new JcaX509ExtensionUtils();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has SHA-1 for key identifiers", e);
    }
  }
}
