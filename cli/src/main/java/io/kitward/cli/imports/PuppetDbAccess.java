package io.kitward.cli.imports;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Where PuppetDB is, and as whom it is asked: a client certificate of Puppet's CA. The files are
 * read anew for each import, since Puppet renews them.
 */
public record PuppetDbAccess(
    URI url, Optional<Path> certificate, Optional<Path> key, Optional<Path> authority) {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([^-]*)-----END");

  public PuppetDbAccess {
    boolean plain = "http".equals(url.getScheme()) && LOOPBACK.contains(url.getHost());
    if (url.getHost() == null || !(plain || "https".equals(url.getScheme()))) {
      throw new ImportException(
          "puppetdb-url",
          "“" + url + "” is no place of PuppetDB.",
          "Write --url=https://HOST:8081; http:// goes to this machine alone.");
    }
    if ("https".equals(url.getScheme())
        && (certificate.isEmpty() || key.isEmpty() || authority.isEmpty())) {
      throw new ImportException(
          "puppetdb-files",
          "PuppetDB asks for a certificate of Puppet's CA.",
          "Name --cert, --key and --puppet-ca; a Puppet agent has all three below `puppet config print ssldir`.");
    }
  }

  /** Whether it is asked over TLS. */
  boolean secure() {
    return "https".equals(url.getScheme());
  }

  /**
   * With its own certificate, trusting the named CA alone.
   *
   * @throws ImportException when a file can't be used
   */
  SSLContext context() {
    try {
      char[] none = new char[0];
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, none);
      own.setKeyEntry(
          "own",
          key(key.orElseThrow()),
          none,
          certificates(certificate.orElseThrow()).toArray(Certificate[]::new));
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, none);
      for (Certificate each : certificates(authority.orElseThrow())) {
        trusted.setCertificateEntry("ca-" + trusted.size(), each);
      }
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, none);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw fault("PuppetDB can't be asked with these files: " + e.getMessage());
    }
  }

  private static Collection<? extends Certificate> certificates(Path file) {
    try (var in = Files.newInputStream(file)) {
      var read = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (!read.isEmpty()) {
        return read;
      }
    } catch (IOException | GeneralSecurityException _) {
      // said below
    }
    throw fault(file + " can't be read as PEM certificates");
  }

  private static PrivateKey key(Path file) {
    try {
      Matcher pem = PEM.matcher(Files.readString(file));
      if (pem.find()) {
        byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
        PrivateKeyInfo info =
            switch (pem.group(1)) {
              case "RSA PRIVATE KEY" ->
                  new PrivateKeyInfo(
                      new AlgorithmIdentifier(
                          PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                      RSAPrivateKey.getInstance(der));
              case "EC PRIVATE KEY" -> {
                ECPrivateKey curve = ECPrivateKey.getInstance(der);
                yield new PrivateKeyInfo(
                    new AlgorithmIdentifier(
                        X9ObjectIdentifiers.id_ecPublicKey, curve.getParametersObject()),
                    curve);
              }
              default -> PrivateKeyInfo.getInstance(der);
            };
        boolean rsa =
            info.getPrivateKeyAlgorithm()
                .getAlgorithm()
                .equals(PKCSObjectIdentifiers.rsaEncryption);
        return KeyFactory.getInstance(rsa ? "RSA" : "EC")
            .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException _) {
      // said below
    }
    throw fault(file + " can't be read as a PEM key without a pass phrase");
  }

  private static ImportException fault(String what) {
    return new ImportException(
        "puppetdb-files", what + ".", "Check --cert, --key and --puppet-ca.");
  }
}
