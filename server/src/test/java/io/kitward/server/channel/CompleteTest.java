package io.kitward.server.channel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.protocol.InstanceObserved;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a payload must hold, and what it may leave out. */
class CompleteTest {

  record Inner(String name, @Nullable String note) {}

  record Payload(List<Inner> parts) {}

  @Test
  void whatIsNullableMayBeLeftOut() {
    assertThatCode(() -> Complete.require("payload", new Payload(List.of(new Inner("a", null)))))
        .doesNotThrowAnyException();
    assertThatCode(() -> Complete.require("stance", InstanceObserved.Stance.USUAL))
        .doesNotThrowAnyException();
  }

  @Test
  @SuppressWarnings("NullAway") // what JSON leaves out is null whatever the type says
  void whatIsNotIsNamedWithItsPlace() {
    assertThatThrownBy(
            () -> Complete.require("payload", new Payload(List.of(new Inner(null, null)))))
        .hasMessage("payload.parts[].name is missing");
  }
}
