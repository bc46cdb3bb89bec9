package io.kitward.server.pki;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority of the shape that Puppet's has, whose every certificate and list a test can shape.
 */
record TestAuthority(KeyPair key, X509Certificate certificate) {
  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  static final Duration YEAR = Duration.ofDays(365);
  private static final SecureRandom RANDOM = new SecureRandom();

  static TestAuthority root(String name) {
    KeyPair key = Credential.newKey(RANDOM);
    X500Name subject = new X500Name("CN=" + name);
    return new TestAuthority(
        key, sign(subject, key, subject, key.getPublic(), NOW.plus(YEAR), true, Optional.empty()));
  }

  TestAuthority intermediate(String name) {
    KeyPair below = Credential.newKey(RANDOM);
    return new TestAuthority(
        below,
        sign(
            name(),
            key,
            new X500Name("CN=" + name),
            below.getPublic(),
            NOW.plus(YEAR),
            true,
            Optional.empty()));
  }

  X509Certificate client(String subject) {
    return leaf(subject, NOW.plus(YEAR), Optional.of(KeyPurposeId.id_kp_clientAuth));
  }

  X509Certificate leaf(String subject, Instant end, Optional<KeyPurposeId> purpose) {
    return sign(
        name(),
        key,
        new X500Name(subject),
        Credential.newKey(RANDOM).getPublic(),
        end,
        false,
        purpose);
  }

  X509CRL revoking(X509Certificate... revoked) {
    return revoking(NOW.plus(YEAR), Optional.empty(), revoked);
  }

  X509CRL revoking(Instant end, Optional<Extension> extension, X509Certificate... revoked) {
    try {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(name(), Date.from(NOW.minusSeconds(60)));
      builder.setNextUpdate(Date.from(end));
      for (X509Certificate certificate : revoked) {
        builder.addCRLEntry(
            certificate.getSerialNumber(),
            Date.from(NOW.minusSeconds(60)),
            CRLReason.keyCompromise);
      }
      if (extension.isPresent()) {
        builder.addExtension(extension.get());
      }
      return new JcaX509CRLConverter()
          .getCRL(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private X500Name name() {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  private static X509Certificate sign(
      X500Name issuer,
      KeyPair signer,
      X500Name subject,
      PublicKey key,
      Instant end,
      boolean authority,
      Optional<KeyPurposeId> purpose) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              new BigInteger(120, RANDOM),
              Date.from(NOW.minus(YEAR)),
              Date.from(end),
              subject,
              key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      int usage = authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature;
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      for (KeyPurposeId one : List.copyOf(purpose.stream().toList())) {
        builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(one));
      }
      return Pem.certificate(
          builder
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()))
              .getEncoded());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
