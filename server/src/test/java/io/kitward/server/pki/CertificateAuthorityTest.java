package io.kitward.server.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private final SecureRandom random = new SecureRandom();
  @TempDir private Path parent;

  @Test
  void itIsTheSameAuthorityAfterARestart() {
    X509Certificate first = open().certificate();
    assertThat(open().certificate()).isEqualTo(first);
    assertThat(open().issueClient("db1.lab", DAY).certificate())
        .satisfies(leaf -> leaf.verify(first.getPublicKey()));
  }

  @Test
  void itsFilesAreItsOwnersAlone() throws IOException {
    open();
    assertThat(permissions(directory())).isEqualTo("rwx------");
    assertThat(permissions(directory().resolve("ca.key"))).isEqualTo("rw-------");
  }

  @Test
  void aFirstStartCutShortIsMadeAnew() throws IOException {
    open();
    Files.delete(directory().resolve("ca.pem"));
    CertificateAuthority again = open();
    assertThat(again.issueClient("db1.lab", DAY).certificate())
        .satisfies(leaf -> leaf.verify(again.certificate().getPublicKey()));
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() throws IOException {
    open();
    Files.setPosixFilePermissions(
        directory().resolve("ca.key"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(this::open).hasMessageContaining("chmod 600");
  }

  @Test
  void aServersCertificateHoldsItsNamesAndAddresses() throws Exception {
    X509Certificate server =
        open()
            .issueServer(
                List.of("kitward.lab", "localhost"),
                Set.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1")),
                DAY)
            .certificate();
    assertThat(server.getSubjectAlternativeNames())
        .contains(
            List.of(2, "kitward.lab"),
            List.of(2, "localhost"),
            List.of(7, "127.0.0.1"),
            List.of(7, "0:0:0:0:0:0:0:1"));
    assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(server.getNotAfter().toInstant()).isEqualTo(NOW.plus(DAY));
  }

  @Test
  void itsClientsComeInAndItsServersDoNot() {
    CertificateAuthority authority = open();
    ClientTrust trust =
        new ClientTrust(
            List.of(Authority.withoutRevocation("kitward", List.of(authority.certificate()))));
    Credential client = authority.issueClient("n1.lab", DAY);
    assertThat(trust.verify(client.chain().toArray(X509Certificate[]::new), NOW))
        .isEqualTo(
            new Verdict.Verified(
                "n1.lab", "kitward", "CN=Kitward CA", client.certificate().getSerialNumber()));
    Credential server = authority.issueServer(List.of("kitward.lab"), Set.of(), DAY);
    assertThat(trust.verify(server.chain().toArray(X509Certificate[]::new), NOW))
        .isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void ofARequestOnlyTheKeyCounts() throws Exception {
    KeyPair key = Credential.newKey(random);
    X509Certificate issued = open().issueClient("n1.lab", request("CN=root.lab", key, key), DAY);
    assertThat(issued.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(issued.getSubjectX500Principal().getName()).isEqualTo("CN=n1.lab");
    assertThat(issued.getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void aRequestForAnothersKeyIsRefused() throws Exception {
    PKCS10CertificationRequest stolen =
        request("CN=n1.lab", Credential.newKey(random), Credential.newKey(random));
    CertificateAuthority authority = open();
    assertThatThrownBy(() -> authority.issueClient("n1.lab", stolen, DAY))
        .isInstanceOfSatisfying(
            PkiException.class, e -> assertThat(e.code()).isEqualTo("csr-unproven"));
  }

  @Test
  void aNameThatIsNoCertnameIsNotSigned() {
    CertificateAuthority authority = open();
    assertThatThrownBy(() -> authority.issueClient("n1.lab,O=admins", DAY))
        .isInstanceOfSatisfying(
            PkiException.class, e -> assertThat(e.code()).isEqualTo("certname-invalid"));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    Credential credential = open().issueClient("n1.lab", DAY);
    credential.write(directory(), "n1");
    Credential read = Credential.read(directory(), "n1");
    assertThat(read.chain()).isEqualTo(credential.chain());
    assertThat(read.key()).isEqualTo(credential.key());
    assertThat(read.keyStore("x".toCharArray()).getCertificateChain("credential")).hasSize(2);
  }

  private CertificateAuthority open() {
    return CertificateAuthority.open(directory(), "Kitward CA", InstantSource.fixed(NOW), random);
  }

  private Path directory() {
    return parent.resolve("ca");
  }

  private static PKCS10CertificationRequest request(String subject, KeyPair named, KeyPair signer)
      throws Exception {
    return new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), named.getPublic())
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
