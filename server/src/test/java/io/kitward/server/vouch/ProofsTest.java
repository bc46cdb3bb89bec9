package io.kitward.server.vouch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.selector.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens of compilers are believed. */
class ProofsTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Compiler PUPPET = new Compiler("puppet.lab", "CN=Puppet CA");

  private static Proof read(String token) throws ProofException {
    return read(token, PUPPET.enrolled(NOW));
  }

  private static Proof read(String token, VoucherKey key) throws ProofException {
    return Proofs.read(token, kid -> Optional.of(key).filter(it -> it.kid().equals(kid)));
  }

  private static void assertRefused(String token, String words) {
    assertThatThrownBy(() -> read(token))
        .isInstanceOf(ProofException.class)
        .hasMessageContaining(words);
  }

  @Test
  void aProofSaysWhoVouchesForWhatOnWhichNodeInWhichEnvironmentAndSinceWhen() throws Exception {
    Proof proof = read(PUPPET.tag("db1.lab", "environment=production", "production", NOW));

    assertThat(proof)
        .isEqualTo(
            new Proof(
                "puppet.lab",
                "CN=Puppet CA",
                "db1.lab",
                "production",
                NOW,
                new Proof.Claim.OfTag(Tag.parse("environment=production"))));
  }

  @Test
  void aServiceCarriesItsParametersInTheProof() throws Exception {
    Map<String, Object> parameters = Map.of("port", 9100, "collectors", java.util.List.of("cpu"));
    Proof proof = read(PUPPET.service("db1.lab", "node-exporter", parameters, "production", NOW));

    assertThat(proof.claim())
        .isEqualTo(new Proof.Claim.OfService("node-exporter", new TreeMap<>(parameters)));
    assertThat(read(PUPPET.catalog("db1.lab", "production", NOW)).claim())
        .isEqualTo(new Proof.Claim.OfCatalog());
  }

  @Test
  void aChangedTagDoesNotFitItsSignature() {
    String[] parts = PUPPET.tag("db1.lab", "web", "production", NOW).split("\\.", -1);
    String claims =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace("web", "database");
    parts[1] =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8));

    assertRefused(String.join(".", parts), "was changed");
  }

  @Test
  void aKeyThatIsNotEnrolledSaysNothing() {
    Compiler stranger = new Compiler("puppet.lab", "CN=Puppet CA");

    assertRefused(stranger.tag("db1.lab", "web", "production", NOW), "not enrolled");
  }

  @Test
  void aCompilerSpeaksInNoOthersName() {
    assertRefused(
        PUPPET.sign(
            "kitward-proof+jwt",
            Map.of("iss", "other.lab", "sub", "a", "env", "b", "iat", 1, "tag", "c"),
            "ES256"),
        "another compiler");
  }

  @Test
  void aTokenForSomethingElseIsNoProof() {
    assertRefused(PUPPET.enrolment(NOW), "not a token of the kind kitward-proof+jwt");
  }

  @Test
  void anUnsignedTokenIsNoProof() {
    String header =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"alg\":\"none\",\"typ\":\"kitward-proof+jwt\"}"
                    .getBytes(StandardCharsets.UTF_8));
    String[] parts = PUPPET.tag("db1.lab", "web", "production", NOW).split("\\.", -1);

    assertRefused(header + "." + parts[1] + ".", "");
    assertRefused(header + "." + parts[1] + "." + parts[2], "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "eyJhbGciOiJFUzI1NiJ9..", "\u0000.ä.🙂"})
  void garbageIsRefused(String token) {
    assertRefused(token, "");
  }

  @Test
  void whatIsHugeIsNotEvenLookedAt() {
    assertRefused("a".repeat(Proofs.LONGEST + 1), "longer");
  }

  @Test
  void claimsOfTheWrongTypesAreRefused() {
    for (Map<String, Object> wrong :
        java.util.List.<Map<String, Object>>of(
            Map.of("iat", "now"),
            Map.of("iat", -5),
            Map.of("iat", 1e300),
            Map.of("iat", Long.MAX_VALUE),
            Map.of("tag", 7),
            Map.of("tag", "no tag"),
            Map.of("sub", 1),
            Map.of("tag", "a", "service", "b"))) {
      Map<String, Object> claims =
          new TreeMap<>(Map.of("iss", "puppet.lab", "sub", "db1.lab", "env", "p", "iat", 1));
      claims.putAll(wrong);
      assertRefused(PUPPET.sign("kitward-proof+jwt", claims, "ES256"), "");
    }
  }

  @Test
  void aReplacedKeysProofsCountFromBeforeAndNotFromAfter() throws Exception {
    VoucherKey key = PUPPET.enrolled(NOW.minusSeconds(100));
    VoucherKey retired =
        new VoucherKey(
            key.kid(),
            key.certname(),
            key.issuer(),
            key.serial(),
            key.key(),
            key.enrolledAt(),
            Optional.of(NOW));

    assertThat(read(PUPPET.tag("a", "web", "p", NOW), retired).issuedAt()).isEqualTo(NOW);
    assertThatThrownBy(() -> read(PUPPET.tag("a", "web", "p", NOW.plusSeconds(1)), retired))
        .hasMessageContaining("was replaced");
  }

  @Test
  void anEnrolmentIsForTheCompilerItselfAndForNow() throws Exception {
    assertThat(Proofs.enrolment(PUPPET.enrolment(NOW), PUPPET.key(), "puppet.lab", NOW))
        .isEqualTo(Proofs.kid(PUPPET.key()));
    assertThatThrownBy(
            () -> Proofs.enrolment(PUPPET.enrolment(NOW), PUPPET.key(), "other.lab", NOW))
        .hasMessageContaining("not made for other.lab");
    assertThatThrownBy(
            () ->
                Proofs.enrolment(
                    PUPPET.enrolment(NOW.minusSeconds(301)), PUPPET.key(), "puppet.lab", NOW))
        .hasMessageContaining("was made at");
    Compiler other = new Compiler("puppet.lab", "CN=Puppet CA");
    assertThatThrownBy(
            () -> Proofs.enrolment(PUPPET.enrolment(NOW), other.key(), "puppet.lab", NOW))
        .hasMessageContaining("changed");
  }

  @Test
  void onlyKeysOnP256AreTaken() throws Exception {
    assertThat(Proofs.key(PUPPET.key().getEncoded())).isEqualTo(PUPPET.key());
    byte[] other = new Compiler("a", "b", "secp384r1").key().getEncoded();
    assertThatThrownBy(() -> Proofs.key(other)).hasMessageContaining("P-256");
    assertThatThrownBy(() -> Proofs.key(new byte[] {1, 2})).hasMessageContaining("P-256");
  }
}
