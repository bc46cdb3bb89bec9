package io.kitward.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: hunter2x",
        "db_password=hunter2x",
        "\"apiKey\": \"hunter2x\"",
        "api-key = 'hunter2x'",
        "Authorization: Bearer hunter2x",
        "connecting with bearer hunter2xhunter2x",
        "postgres://kit:hunter2x@db.lab/x",
        "TLSPSK hunter2x",
        "rocommunity hunter2x 10.0.0.0/8",
        "-----BEGIN RSA PRIVATE KEY-----\nhunter2x\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nhunter2x",
      })
  void whatLooksLikeASecretIsTakenOut(String text) {
    assertThat(Redaction.of(text)).doesNotContain("hunter2x").contains(Redaction.HIDDEN);
  }

  @Test
  void theRestStays() {
    String text = "level=info msg=\"listening\" address=[::]:9100\nreceivers:\n  otlp: {}\n";
    assertThat(Redaction.of(text)).isEqualTo(text);
    assertThat(Redaction.of("")).isEmpty();
  }
}
