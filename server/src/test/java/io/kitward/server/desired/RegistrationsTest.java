package io.kitward.server.desired;

import static io.kitward.protocol.Condition.Status.FALSE;
import static io.kitward.protocol.Condition.Status.TRUE;
import static io.kitward.protocol.Condition.Status.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistrationsTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instance INSTANCE =
      Instances.registering(
          Instances.fresh("exporter", NOW), Map.of("prometheus", Map.of("port", "9100")));

  private static Registration in(String backend, Condition.Status... statuses) {
    var types = List.of(Condition.Type.REGISTERED, Condition.Type.PROVEN);
    var conditions = new java.util.ArrayList<Condition>();
    for (int i = 0; i < statuses.length; i++) {
      conditions.add(new Condition(types.get(i), statuses[i], NOW, "Seen", backend));
    }
    return new Registration(INSTANCE.id(), backend, Map.of(), NOW, conditions);
  }

  @Test
  void theWorstOfAllConsolesCounts() {
    assertThat(
            new Registrations(
                    List.of(in("a", TRUE, TRUE), in("b", TRUE, FALSE), in("c", UNKNOWN, UNKNOWN)))
                .conditions(INSTANCE))
        .extracting(Condition::status)
        .containsExactly(UNKNOWN, FALSE);
  }

  @Test
  void aConsoleThatWasNotToldYetIsNotTrue() {
    assertThat(Registrations.NONE.conditions(INSTANCE))
        .allSatisfy(
            condition -> {
              assertThat(condition.status()).isEqualTo(UNKNOWN);
              assertThat(condition.reason()).isEqualTo("NotRegisteredYet");
            });
  }

  @Test
  void aServiceWithoutRegistrationHasNothingToProve() {
    assertThat(Registrations.NONE.conditions(Instances.fresh("rsyslog", NOW)))
        .extracting(Condition::status)
        .containsOnly(Condition.Status.NOT_APPLICABLE);
  }
}
