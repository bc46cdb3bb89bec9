package io.kitward.connector.link;

import io.kitward.connector.config.Configuration.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A throw-away CA; what it issues lies in PEM files as Puppet writes them (PKCS#1 keys). */
final class Authority {

  private final KeyPair keys = pair();
  private final String name;
  private final X509Certificate certificate;
  private int serial = 1;

  Authority(String name) {
    this.name = name;
    this.certificate = sign(name, keys, true, null);
  }

  /** A certificate with its key on disk. */
  record Issued(Identity identity) {
    SSLContext context() {
      try {
        return PemIdentity.context(identity);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Issued issue(String host) {
    KeyPair own = pair();
    X509Certificate issued = sign("CN=" + host, own, false, host);
    try {
      Path folder =
          Files.createTempDirectory(
              Files.createDirectories(Path.of("target", "identities")), "identity");
      byte[] pkcs1 =
          PrivateKeyInfo.getInstance(own.getPrivate().getEncoded())
              .parsePrivateKey()
              .toASN1Primitive()
              .getEncoded();
      return new Issued(
          new Identity(
              pem(folder.resolve("cert.pem"), "CERTIFICATE", issued.getEncoded()),
              pem(folder.resolve("key.pem"), "RSA PRIVATE KEY", pkcs1),
              pem(folder.resolve("ca.pem"), "CERTIFICATE", certificate.getEncoded())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate sign(
      String subject,
      KeyPair own,
      boolean authority,
      @org.jspecify.annotations.Nullable String host) {
    Instant now = Instant.now();
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name(name),
              BigInteger.valueOf(serial++),
              Date.from(now.minus(Duration.ofHours(1))),
              Date.from(now.plus(Duration.ofDays(1))),
              new X500Name(subject),
              own.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (host != null) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
    } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair pair() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path pem(Path file, String type, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }
}
