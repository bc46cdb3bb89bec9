package io.kitward.server.channel;

import static io.kitward.server.channel.States.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.OpAmp;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private final Outbox outbox = new Outbox(DoorLimits.standard().maxMessage());

  private boolean offer(long generation) {
    return outbox.offer(state(generation), Map.of());
  }

  @Test
  void ofSeveralOffersThatWaitOnlyTheLastGoesWithEverythingElseInOneMessage() {
    outbox.answers(new UUID(1, 2));
    outbox.welcome(List.of());
    assertThat(offer(1)).isTrue();
    assertThat(offer(2)).isTrue();
    outbox.acknowledge(4);
    outbox.acknowledge(5);
    outbox.askFullState();
    var message = outbox.take();
    assertThat(message).isNotNull();
    assertThat(message.getRemoteConfig().getConfigHash()).isEqualTo(OpAmp.hash(state(2)));
    assertThat(OpAmp.acknowledged(message.getCustomMessage())).isEqualTo(5);
    assertThat(message.getFlags()).isEqualTo(1);
    assertThat(outbox.take()).isNull();
  }

  @Test
  void whatTheAgentReportsLaterDoesNotHideThatItWasSentSomethingElse() {
    outbox.holds(States.hex(OpAmp.hash(state(1))));
    assertThat(offer(1)).isFalse();
    assertThat(offer(2)).isTrue();
    outbox.holds(States.hex(OpAmp.hash(state(1))));
    assertThat(offer(2)).isFalse();
    assertThat(offer(1)).isTrue();
  }
}
