package io.kitward.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys as Puppet keeps them, and a server that lets nobody in without one. */
class PuppetDbAccessTest {

  private static final String PASSWORD = "changeit";

  @TempDir private static Path folder = Path.of("");
  private static HttpsServer server = server();
  private static URI url = URI.create("");

  private static HttpsServer server() {
    try {
      return HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    KeyStore rsa = made("rsa", "RSA");
    KeyStore curve = made("ec", "EC");
    made("foreign", "EC");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("rsa", rsa.getCertificate("k"));
    trusted.setCertificateEntry("ec", curve.getCertificate("k"));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(rsa, PASSWORD.toCharArray());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters needed = context.getDefaultSSLParameters();
            needed.setNeedClientAuth(true);
            parameters.setSSLParameters(needed);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = "[{\"certname\":\"a.lab\"}]".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    url = URI.create("https://localhost:" + server.getAddress().getPort());
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static KeyStore made(String name, String algorithm) throws Exception {
    Path store = folder.resolve(name + ".p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "k",
                "-keyalg",
                algorithm,
                algorithm.equals("EC") ? "-groupname" : "-keysize",
                algorithm.equals("EC") ? "secp256r1" : "2048",
                "-dname",
                "CN=localhost",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, PASSWORD.toCharArray());
    }
    Key key = made.getKey("k", PASSWORD.toCharArray());
    pem(name + ".pem", "CERTIFICATE", made.getCertificate("k").getEncoded());
    pem(name + "-pkcs8.pem", "PRIVATE KEY", key.getEncoded());
    byte[] bare = PrivateKeyInfo.getInstance(key.getEncoded()).getPrivateKey().getOctets();
    if (algorithm.equals("RSA")) {
      pem(name + "-own.pem", "RSA PRIVATE KEY", bare);
    } else {
      var info = PrivateKeyInfo.getInstance(key.getEncoded());
      var curve = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(bare);
      var whole =
          new org.bouncycastle.asn1.sec.ECPrivateKey(
              256, curve.getKey(), info.getPrivateKeyAlgorithm().getParameters());
      pem(name + "-own.pem", "EC PRIVATE KEY", whole.getEncoded());
    }
    return made;
  }

  private static void pem(String name, String type, byte[] der) throws java.io.IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
  }

  private static List<String> certnames(String certificate, String key, String authority) {
    var access =
        new PuppetDbAccess(
            url,
            Optional.of(folder.resolve(certificate)),
            Optional.of(folder.resolve(key)),
            Optional.of(folder.resolve(authority)));
    List<String> names = new ArrayList<>();
    try (var database = new PuppetDb(access, Duration.ofSeconds(30))) {
      database.query("nodes[certname]{}", row -> names.add(String.valueOf(row.get("certname"))));
    }
    return names;
  }

  @Test
  void eachFormOfAKeyOpensTheDoor() {
    assertThat(certnames("rsa.pem", "rsa-own.pem", "rsa.pem")).containsExactly("a.lab");
    assertThat(certnames("rsa.pem", "rsa-pkcs8.pem", "rsa.pem")).containsExactly("a.lab");
    assertThat(certnames("ec.pem", "ec-own.pem", "rsa.pem")).containsExactly("a.lab");
    assertThat(certnames("ec.pem", "ec-pkcs8.pem", "rsa.pem")).containsExactly("a.lab");
  }

  @Test
  void aForeignCertificateAndAForeignServerAreRefused() {
    assertThat(Refused.words(() -> certnames("foreign.pem", "foreign-own.pem", "rsa.pem")))
        .singleElement()
        .asString()
        .startsWith("puppetdb-unreachable: ");
    assertThat(Refused.words(() -> certnames("rsa.pem", "rsa-own.pem", "foreign.pem")))
        .singleElement()
        .asString()
        .startsWith("puppetdb-unreachable: ")
        .contains("PKIX");
  }

  @Test
  void filesThatHoldNoKeyOrCertificateAreNamed() {
    assertThat(Refused.words(() -> certnames("rsa.pem", "rsa.pem", "rsa.pem")))
        .singleElement()
        .asString()
        .endsWith("rsa.pem can't be read as a PEM key without a pass phrase.");
    assertThat(Refused.words(() -> certnames("rsa-own.pem", "rsa-own.pem", "rsa.pem")))
        .singleElement()
        .asString()
        .endsWith("rsa-own.pem can't be read as PEM certificates.");
    assertThat(
            Refused.words(
                () ->
                    new PuppetDbAccess(url, Optional.empty(), Optional.empty(), Optional.empty())))
        .containsExactly("puppetdb-files: PuppetDB asks for a certificate of Puppet's CA.");
  }
}
