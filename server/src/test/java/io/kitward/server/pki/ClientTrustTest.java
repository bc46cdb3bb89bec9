package io.kitward.server.pki;

import static io.kitward.server.pki.TestAuthority.NOW;
import static io.kitward.server.pki.TestAuthority.YEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTrustTest {
  private final TestAuthority root = TestAuthority.root("Puppet Root CA");
  private final TestAuthority signing = root.intermediate("Puppet CA: puppet.lab");
  private final List<X509Certificate> bundle = List.of(signing.certificate(), root.certificate());
  private final X509Certificate db1 = signing.client("CN=db1.lab");

  @Test
  void aNodeOfTheAuthorityComesInUnderItsCertname() {
    assertThat(judge(db1, root.revoking(), signing.revoking()))
        .isEqualTo(
            new Verdict.Verified(
                "db1.lab", "puppet", "CN=Puppet CA: puppet.lab", db1.getSerialNumber()));
  }

  @Test
  void anAuthorityOfOneCertificateWorksToo() {
    X509Certificate leaf = root.client("CN=db1.lab");
    ClientTrust trust =
        new ClientTrust(
            List.of(
                Authority.withRevocation(
                    "puppet", List.of(root.certificate()), List.of(root.revoking()))));
    assertThat(trust.verify(chain(leaf), NOW)).isInstanceOf(Verdict.Verified.class);
  }

  @Test
  void anExpiredCertificateIsRefused() {
    X509Certificate expired =
        signing.leaf("CN=db1.lab", NOW.minusSeconds(1), Optional.of(KeyPurposeId.id_kp_clientAuth));
    assertRefused(Verdict.Reason.EXPIRED, judge(expired, root.revoking(), signing.revoking()));
  }

  @Test
  void aCertificateEndsAtItsMomentAndNotBefore() {
    Authority authority =
        Authority.withRevocation(
            "puppet",
            bundle,
            List.of(
                root.revoking(NOW.plus(YEAR).plus(YEAR), Optional.empty()),
                signing.revoking(NOW.plus(YEAR).plus(YEAR), Optional.empty())));
    ClientTrust trust = new ClientTrust(List.of(authority));
    Instant end = db1.getNotAfter().toInstant();
    assertThat(trust.verify(chain(db1), end)).isInstanceOf(Verdict.Verified.class);
    assertRefused(Verdict.Reason.EXPIRED, trust.verify(chain(db1), end.plusSeconds(1)));
  }

  @Test
  void aCertificateFromTheFutureIsRefused() {
    ClientTrust trust = new ClientTrust(List.of(Authority.withoutRevocation("puppet", bundle)));
    assertRefused(
        Verdict.Reason.NOT_YET_VALID, trust.verify(chain(db1), NOW.minus(YEAR).minusSeconds(1)));
  }

  @Test
  void anotherAuthorityIsRefusedAlsoUnderTheSameName() {
    TestAuthority impostor =
        TestAuthority.root("Puppet Root CA").intermediate("Puppet CA: puppet.lab");
    assertRefused(
        Verdict.Reason.UNKNOWN_AUTHORITY,
        judge(impostor.client("CN=db1.lab"), root.revoking(), signing.revoking()));
  }

  @Test
  void whatAClientSendsBesideItsLeafIsNotTrusted() {
    TestAuthority impostor = TestAuthority.root("Other");
    X509Certificate leaf = impostor.client("CN=db1.lab");
    X509Certificate[] chain = {
      leaf, impostor.certificate(), db1, signing.certificate(), root.certificate()
    };
    assertRefused(
        Verdict.Reason.UNKNOWN_AUTHORITY,
        trust(root.revoking(), signing.revoking()).verify(chain, NOW));
  }

  @Test
  void aNodesCertificateIssuesNoOthers() {
    TestAuthority node =
        new TestAuthority(Credential.newKey(new java.security.SecureRandom()), db1);
    assertRefused(
        Verdict.Reason.UNKNOWN_AUTHORITY,
        judge(node.client("CN=web1.lab"), root.revoking(), signing.revoking()));
  }

  @Test
  void aRevokedLeafIsRefusedAndOthersAreNot() {
    X509CRL list = signing.revoking(db1);
    assertRefused(Verdict.Reason.REVOKED, judge(db1, root.revoking(), list));
    assertThat(judge(signing.client("CN=db1.lab"), root.revoking(), list))
        .isInstanceOf(Verdict.Verified.class);
  }

  @Test
  void theSecondQuestionOfAHandshakeIsJudgedByTimeAndListsAsTheFirstWas() {
    ClientTrust trust = trust(root.revoking(), signing.revoking());
    assertThat(trust.verify(chain(db1), NOW)).isInstanceOf(Verdict.Verified.class);
    assertRefused(
        Verdict.Reason.EXPIRED,
        trust.verify(chain(db1), db1.getNotAfter().toInstant().plusSeconds(1)));
    assertThat(trust.verify(chain(db1), NOW)).isInstanceOf(Verdict.Verified.class);
    assertRefused(
        Verdict.Reason.REVOKED,
        trust(root.revoking(), signing.revoking(db1)).verify(chain(db1), NOW));
    assertRefused(
        Verdict.Reason.UNKNOWN_AUTHORITY,
        trust.verify(chain(TestAuthority.root("Puppet CA: puppet.lab").client("CN=db1.lab")), NOW));
  }

  @Test
  void aRevokedIntermediateTakesItsLeavesWithIt() {
    assertRefused(
        Verdict.Reason.REVOKED,
        judge(db1, root.revoking(signing.certificate()), signing.revoking()));
  }

  @Test
  void aMissingListOfEitherAuthorityShutsTheDoor() {
    assertRefused(Verdict.Reason.REVOCATION_UNKNOWN, judge(db1));
    assertRefused(Verdict.Reason.REVOCATION_UNKNOWN, judge(db1, root.revoking()));
    assertRefused(Verdict.Reason.REVOCATION_UNKNOWN, judge(db1, signing.revoking()));
  }

  @Test
  void anOutdatedListShutsTheDoorButStillTellsWhoIsRevoked() {
    X509CRL old = signing.revoking(NOW.minusSeconds(1), Optional.empty(), db1);
    assertRefused(Verdict.Reason.REVOKED, judge(db1, root.revoking(), old));
    assertRefused(
        Verdict.Reason.REVOCATION_UNKNOWN,
        judge(signing.client("CN=web1.lab"), root.revoking(), old));
  }

  @Test
  void aListOfAnImpostorIsNotTaken() {
    TestAuthority impostor = TestAuthority.root("Puppet Root CA");
    assertThatThrownBy(
            () -> Authority.withRevocation("puppet", bundle, List.of(impostor.revoking())))
        .isInstanceOfSatisfying(
            PkiException.class, e -> assertThat(e.code()).isEqualTo("crl-invalid"));
  }

  @Test
  void aPartialListIsNotTakenForTheWhole() throws Exception {
    Extension partial =
        new Extension(
            Extension.issuingDistributionPoint,
            true,
            new IssuingDistributionPoint(null, true, false).getEncoded());
    X509CRL list = signing.revoking(NOW.plus(YEAR), Optional.of(partial));
    assertThatThrownBy(() -> Authority.withRevocation("puppet", bundle, List.of(list)))
        .isInstanceOf(PkiException.class);
  }

  @Test
  void onlyCertificatesForClientsComeIn() {
    X509CRL none = signing.revoking();
    for (Optional<KeyPurposeId> purpose :
        List.of(Optional.of(KeyPurposeId.id_kp_serverAuth), Optional.<KeyPurposeId>empty())) {
      X509Certificate leaf = signing.leaf("CN=db1.lab", NOW.plus(YEAR), purpose);
      assertRefused(Verdict.Reason.NOT_FOR_CLIENTS, judge(leaf, root.revoking(), none));
    }
    assertThat(judge(signing.certificate(), root.revoking(), none))
        .isInstanceOf(Verdict.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=DB1.lab",
        "O=Nobody",
        "CN=db1.lab,CN=web1.lab",
        "CN=db1.lab+CN=web1.lab",
        "CN=../etc",
        "CN=db1 lab",
        "CN=-",
        "CN=dö.lab"
      })
  void aSubjectThatIsNotOneCertnameIsRefused(String subject) {
    assertRefused(
        Verdict.Reason.NO_CERTNAME,
        judge(signing.client(subject), root.revoking(), signing.revoking()));
  }

  @Test
  void noCertificateIsRefused() {
    assertRefused(Verdict.Reason.NO_CERTIFICATE, trust().verify(new X509Certificate[0], NOW));
  }

  @Test
  void withoutAnAuthorityNobodyComesIn() {
    assertRefused(
        Verdict.Reason.UNKNOWN_AUTHORITY, new ClientTrust(List.of()).verify(chain(db1), NOW));
  }

  @Test
  void aChangeIsInForceAtOnceAndTold() throws Exception {
    CurrentClientTrust current = new CurrentClientTrust(InstantSource.fixed(NOW));
    List<Verdict> told = new ArrayList<>();
    current.listen(trust -> told.add(trust.verify(chain(db1), NOW)));
    current.put(
        Authority.withRevocation("puppet", bundle, List.of(root.revoking(), signing.revoking())));
    current.trustManager().checkClientTrusted(chain(db1), "ECDHE_ECDSA");
    current.put(
        Authority.withRevocation(
            "puppet", bundle, List.of(root.revoking(), signing.revoking(db1))));
    assertThatThrownBy(() -> current.trustManager().checkClientTrusted(chain(db1), "ECDHE_ECDSA"))
        .isInstanceOf(RefusedCertificateException.class)
        .hasMessageContaining("certificate-revoked");
    assertThat(told).hasSize(2).last().isInstanceOf(Verdict.Refused.class);
    assertThat(current.snapshot().authorities()).hasSize(1);
  }

  private Verdict judge(X509Certificate leaf, X509CRL... lists) {
    return trust(lists).verify(chain(leaf), NOW);
  }

  private ClientTrust trust(X509CRL... lists) {
    return new ClientTrust(List.of(Authority.withRevocation("puppet", bundle, List.of(lists))));
  }

  private static X509Certificate[] chain(X509Certificate leaf) {
    return new X509Certificate[] {leaf};
  }

  private static void assertRefused(Verdict.Reason reason, Verdict verdict) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> assertThat(refused.reason()).as(refused.words()).isEqualTo(reason));
  }
}
