package io.kitward.server.api.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.MovableClock;
import io.kitward.server.access.Principal;
import io.kitward.server.access.Principal.Role;
import io.kitward.server.access.TokenTable;
import io.kitward.server.api.port.Actor;
import io.kitward.server.store.TestStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a console's token of before is accepted. */
class RotatedTokensIT {
  private static final String NAME = "backend/mon";
  private static final Actor ADMIN =
      new Actor(new Principal.TokenPrincipal("admin", Role.ADMIN), "r-0");

  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private TestStore database;
  private StoredTokens tokens;

  @BeforeEach
  void open() {
    database = TestStore.fresh();
    tokens = new StoredTokens(database.store(), new SecureRandom(), clock);
    database
        .store()
        .write(
            handle ->
                TokenTable.insert(
                    handle, NAME, TokenTable.BACKEND, "one", "server", clock.instant()));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void renew(String value) {
    database.store().change(handle -> TokenTable.renew(handle, NAME, value, clock.instant()));
  }

  private boolean accepted(String token) {
    return tokens.verify(token).isPresent();
  }

  @Test
  void theOneBeforeIsAcceptedUntilTheNewOneIsUsed() {
    renew("two");
    assertThat(tokens.verify("one")).contains(new Principal.BackendPrincipal("mon"));
    assertThat(accepted("one")).isTrue();
    assertThat(accepted("two")).isTrue();
    assertThat(accepted("one")).isFalse();
    assertThat(accepted("two")).isTrue();
  }

  @Test
  void theOneBeforeIsAcceptedForADayAtMost() {
    renew("two");
    clock.pass(Duration.ofHours(24).minusMillis(1));
    assertThat(accepted("one")).isTrue();
    clock.pass(Duration.ofMillis(1));
    assertThat(accepted("one")).isFalse();
    assertThat(accepted("two")).isTrue();
  }

  @Test
  void whatWasUsedWhileTheNextCameTakesNothingFromTheOneBeforeThat() {
    renew("two");
    renew("three");
    database.store().change(handle -> TokenTable.used(handle, NAME, TokenTable.digest("two")));
    assertThat(accepted("one")).isTrue();
    assertThat(accepted("two")).isTrue();
    assertThat(accepted("three")).isTrue();
    assertThat(accepted("one")).isFalse();
    assertThat(accepted("two")).isFalse();
  }

  @Test
  void whatWasRevokedIsNeverAcceptedAgain() {
    renew("two");
    tokens.revoke(NAME, ADMIN);
    assertThat(accepted("one")).isFalse();
    assertThat(accepted("two")).isFalse();
    renew("three");
    assertThat(accepted("one")).isFalse();
    assertThat(accepted("two")).isFalse();
    assertThat(accepted("three")).isTrue();
  }
}
