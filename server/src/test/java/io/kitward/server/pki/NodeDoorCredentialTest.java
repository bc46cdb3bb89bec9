package io.kitward.server.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeDoorCredentialTest {
  private static final Duration DAY = Duration.ofDays(1);
  private final CertificateAuthority own =
      CertificateAuthority.create(
          "Kitward CA", InstantSource.fixed(TestAuthority.NOW), new SecureRandom());

  @Test
  void aCertificateOfThePuppetCaIsUsedAsItIs() {
    Credential credential = own.issueClient("kitward.lab", DAY);
    assertThat(choose(new Enrolment.Enrolled(credential), true).credential()).isEqualTo(credential);
    assertThat(choose(new Enrolment.Enrolled(credential), true).notice()).isEmpty();
  }

  @Test
  void aRefusalIsStoodInForByTheOwnCaAndSaid() {
    NodeDoorCredential chosen = choose(new Enrolment.Refused("No EC keys here."), true);
    assertThat(chosen.credential().chain()).endsWith(own.certificate());
    assertThat(chosen.notice())
        .hasValueSatisfying(words -> assertThat(words).contains("No EC keys here.", "ca.pem"));
  }

  @Test
  void aRefusalIsAnErrorWhereNothingMayStandIn() {
    assertThatThrownBy(() -> choose(new Enrolment.Refused("No."), false))
        .isInstanceOfSatisfying(
            PkiException.class, e -> assertThat(e.code()).isEqualTo("puppet-ca-refused"));
  }

  @Test
  void aRequestThatWaitsIsWaitedFor() {
    assertThatThrownBy(() -> choose(new Enrolment.Waiting("Sign it."), true))
        .isInstanceOfSatisfying(PkiException.class, e -> assertThat(e.retryable()).isTrue());
  }

  private NodeDoorCredential choose(Enrolment enrolment, boolean fallBack) {
    return NodeDoorCredential.choose(enrolment, fallBack, own, List.of("kitward.lab"), DAY);
  }
}
