package io.kitward.bench.tags;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.kitward.server.pki.Credential;
import io.kitward.server.pki.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A Puppet CA in small, of the shape that Puppet sets up: an RSA root, below it the RSA
 * intermediate that signs, and two lists of what they took back; answers what a server asks of it.
 * Thread-safe.
 */
final class SmallPuppetCa implements AutoCloseable {

  private static final String SIGNATURE = "SHA256withRSA";
  private static final Duration LIFE = Duration.ofDays(30);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final char[] NO_PASSWORD = new char[0];

  private final Credential root;
  private final Credential intermediate;
  private final HttpsServer server;
  private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
  private final List<BigInteger> revoked = new ArrayList<>();

  /** What it answers when asked what it took back; replaced as a whole. */
  private volatile Lists lists;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Lists(byte[] pem, Instant changed) {}

  private SmallPuppetCa(Credential root, Credential intermediate, HttpsServer server)
      throws IOException {
    this.root = root;
    this.intermediate = intermediate;
    this.server = server;
    this.lists = lists();
  }

  /**
   * Sets it up on a free port of the loopback address.
   *
   * @param bits how long its RSA keys are; Puppet's are 4,096
   */
  static SmallPuppetCa start(int bits) throws IOException, GeneralSecurityException {
    KeyPair rootKey = rsa(bits);
    KeyPair key = rsa(bits);
    var rootName = new X500Name("CN=Puppet Root CA");
    var above = new Signer(rootName, rootKey);
    var root =
        new Credential(
            rootKey.getPrivate(), List.of(above.sign(rootName, rootKey.getPublic(), Kind.CA)));
    var name = new X500Name("CN=Puppet CA");
    var intermediate =
        new Credential(key.getPrivate(), List.of(above.sign(name, key.getPublic(), Kind.CA)));
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    var ca = new SmallPuppetCa(root, intermediate, server);
    server.setHttpsConfigurator(new HttpsConfigurator(ca.tls()));
    server.setExecutor(ca.work);
    server.createContext("/puppet-ca/v1/certificate/ca", ca::showCertificates);
    server.createContext("/puppet-ca/v1/certificate_revocation_list/ca", ca::showLists);
    server.start();
    return ca;
  }

  /** Where it answers. */
  URI url() {
    return URI.create("https://localhost:" + server.getAddress().getPort());
  }

  /** Its certificates, the one that signs first. */
  String pem() {
    return Pem.print(List.of(intermediate.certificate(), root.certificate()));
  }

  /** A new RSA key, as Puppet makes them for nodes. */
  static KeyPair rsa(int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits, RANDOM);
    return generator.generateKeyPair();
  }

  /** A node's certificate for a key. */
  Credential issue(String certname, KeyPair key) {
    return new Credential(
        key.getPrivate(),
        List.of(signer().sign(new X500Name("CN=" + certname), key.getPublic(), Kind.NODE)));
  }

  /** A node's certificate for a new P-256 key. */
  Credential issue(String certname) {
    return issue(certname, Credential.newKey(RANDOM));
  }

  /** Takes a certificate back; from now on the list says so. */
  synchronized void revoke(X509Certificate certificate) throws IOException {
    revoked.add(certificate.getSerialNumber());
    lists = lists();
  }

  private Signer signer() {
    return new Signer(
        new X500Name("CN=Puppet CA"),
        new KeyPair(intermediate.certificate().getPublicKey(), intermediate.key()));
  }

  private SSLContext tls() throws IOException, GeneralSecurityException {
    KeyPair key = Credential.newKey(RANDOM);
    var credential =
        new Credential(
            key.getPrivate(),
            List.of(
                signer().sign(new X500Name("CN=localhost"), key.getPublic(), Kind.NODE),
                intermediate.certificate()));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(credential.keyStore(NO_PASSWORD), NO_PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, RANDOM);
    return context;
  }

  private void showCertificates(HttpExchange exchange) throws IOException {
    answer(exchange, 200, pem().getBytes(StandardCharsets.US_ASCII));
  }

  private void showLists(HttpExchange exchange) throws IOException {
    Lists now = lists;
    boolean known =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("If-Modified-Since"))
            .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME))
            .map(since -> !now.changed().truncatedTo(ChronoUnit.SECONDS).isAfter(since.toInstant()))
            .orElse(false);
    answer(exchange, known ? 304 : 200, known ? new byte[0] : now.pem());
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Lists lists() throws IOException {
    var text = new StringWriter();
    try (var pem = new JcaPEMWriter(text)) {
      pem.writeObject(list(intermediate, revoked));
      pem.writeObject(list(root, List.of()));
    }
    return new Lists(text.toString().getBytes(StandardCharsets.US_ASCII), Instant.now());
  }

  private static X509CRLHolder list(Credential issuer, List<BigInteger> revoked) {
    Instant now = Instant.now();
    var name = X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded());
    var builder = new X509v2CRLBuilder(name, Date.from(now));
    builder.setNextUpdate(Date.from(now.plus(LIFE)));
    for (BigInteger serial : revoked) {
      builder.addCRLEntry(serial, Date.from(now), CRLReason.keyCompromise);
    }
    try {
      return builder.build(new JcaContentSignerBuilder(SIGNATURE).build(issuer.key()));
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("every Java signs with " + SIGNATURE, e);
    }
  }

  private enum Kind {
    CA,
    NODE
  }

  /** Whoever puts a signature below a certificate. */
  private record Signer(X500Name name, KeyPair key) {

    X509Certificate sign(X500Name subject, PublicKey of, Kind kind) {
      Instant now = Instant.now();
      try {
        var extensions = new JcaX509ExtensionUtils();
        var builder =
            new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(120, RANDOM),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(LIFE)),
                subject,
                of);
        builder.addExtension(
            Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(of));
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            extensions.createAuthorityKeyIdentifier(key.getPublic()));
        switch (kind) {
          case CA -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
          }
          case NODE -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            builder.addExtension(
                Extension.extendedKeyUsage,
                true,
                new ExtendedKeyUsage(
                    new KeyPurposeId[] {
                      KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }));
            String common = subject.getRDNs()[0].getFirst().getValue().toString();
            builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, common)));
          }
        }
        byte[] encoded =
            builder
                .build(new JcaContentSignerBuilder(SIGNATURE).build(key.getPrivate()))
                .getEncoded();
        return (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(encoded));
      } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
        throw new IllegalStateException("a certificate could not be made", e);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    work.close();
  }
}
