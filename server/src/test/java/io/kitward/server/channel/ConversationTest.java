package io.kitward.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kitward.protocol.OpAmp;
import java.util.UUID;
import opamp.proto.v1.Opamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationTest {

  private static final UUID UID = new UUID(7, 8);
  private final Conversation conversation = new Conversation();

  private static Opamp.AgentToServer.Builder message(long sequence) {
    return Opamp.AgentToServer.newBuilder()
        .setInstanceUid(Agent.bytes(UID))
        .setSequenceNum(sequence);
  }

  private Heard hear(Opamp.AgentToServer.Builder message) {
    return conversation.hear(Agent.frame(message.build()));
  }

  private boolean asks(Opamp.AgentToServer.Builder message) {
    return ((Heard.Understood) hear(message)).askFullState();
  }

  private static Opamp.AgentToServer.Builder full(long sequence) {
    return message(sequence).setAgentDescription(Agent.description());
  }

  private static Opamp.CustomMessage events(String json) {
    return Opamp.CustomMessage.newBuilder()
        .setCapability(OpAmp.EVENTS_CAPABILITY)
        .setType(OpAmp.EVENTS_TYPE)
        .setData(ByteString.copyFromUtf8(json))
        .build();
  }

  @Test
  void aSequenceMayStartAnywhere() {
    assertThat(asks(full(4_711))).isFalse();
    assertThat(asks(message(4_712))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 4, 100, -1})
  void anythingButTheNextNumberIsAGap(long sequence) {
    asks(full(2));
    assertThat(asks(message(sequence))).isTrue();
  }

  @Test
  void aNodeThatNeverCountsIsNotAskedAgainAndAgain() {
    assertThat(asks(message(0))).isTrue();
    assertThat(asks(message(0))).isFalse();
    assertThat(asks(full(0))).isFalse();
    assertThat(asks(full(0))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 17})
  void anInstanceUidOfAnotherLengthIsUnreadable(int length) {
    var odd = message(1).setInstanceUid(ByteString.copyFrom(new byte[length]));
    assertThat(hear(odd)).isInstanceOf(Heard.Unreadable.class);
  }

  @Test
  void anotherInstanceUidIsForeign() {
    hear(full(1));
    var other = full(2).setInstanceUid(Agent.bytes(new UUID(7, 9)));
    assertThat(hear(other)).isInstanceOf(Heard.Foreign.class);
  }

  @Test
  void anotherHeaderIsUnreadable() {
    byte[] frame = Agent.frame(full(1).build());
    frame[0] = 1;
    assertThat(conversation.hear(frame)).isInstanceOf(Heard.Unreadable.class);
    assertThat(conversation.hear(new byte[0])).isInstanceOf(Heard.Unreadable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[null]", "{}", "[{\"sequence\":1}]", "[{\"kind\":\"NOVEL\"}]"})
  void eventsThatAreNotWholeAreUnreadable(String json) {
    assertThat(hear(full(1).setCustomMessage(events(json)))).isInstanceOf(Heard.Unreadable.class);
  }

  @Test
  void observedInstancesThatAreNotWholeAreUnreadableInOneShortLine() {
    var part =
        Opamp.AgentConfigFile.newBuilder()
            .setContentType("application/vnd.kitward.observed+json")
            .setBody(
                ByteString.copyFromUtf8(
                    """
                    {"service":"x","hash":"","state":"SETTLED","conditions":[null],
                     "packages":{},"drift":[],"leftovers":[]}"""));
    assertThat(hear(observed("instance/x", part)))
        .isEqualTo(new Heard.Unreadable("observed[].conditions[] is missing"));
    var hostile = part.clone().setBody(ByteString.copyFromUtf8("{"));
    assertThat(hear(observed("a\nb" + "x".repeat(10_000), hostile)))
        .isInstanceOfSatisfying(
            Heard.Unreadable.class,
            unreadable -> assertThat(unreadable.reason()).hasSizeLessThan(310).contains("a?b"));
  }

  private static Opamp.AgentToServer.Builder observed(
      String name, Opamp.AgentConfigFile.Builder part) {
    return full(1)
        .setEffectiveConfig(
            Opamp.EffectiveConfig.newBuilder()
                .setConfigMap(Opamp.AgentConfigMap.newBuilder().putConfigMap(name, part.build())));
  }

  @Test
  void anUnreadableMessageDoesNotCountAsHeard() {
    asks(full(1));
    hear(message(2).setCustomMessage(events("{")));
    assertThat(asks(message(2))).isFalse();
  }

  @Test
  void factsAreTextAndWhatWouldHarmTheStoreIsLeftOut() {
    var description =
        Opamp.AgentDescription.newBuilder()
            .addNonIdentifyingAttributes(Agent.attribute("os.name", "Debian GNU/Linux"))
            .addNonIdentifyingAttributes(Agent.attribute("nul", "a\u0000b"))
            .addNonIdentifyingAttributes(Agent.attribute("huge", "x".repeat(5_000)))
            .addNonIdentifyingAttributes(Agent.attribute("", "nameless"))
            .addIdentifyingAttributes(Agent.attribute("service.instance.id", "7"));
    for (int i = 0; i < 2 * Description.FACTS; i++) {
      description.addNonIdentifyingAttributes(Agent.attribute("n" + i, "1"));
    }
    var heard = (Heard.Understood) hear(message(1).setAgentDescription(description));
    assertThat(heard.description()).isNotNull();
    assertThat(heard.description().facts())
        .containsEntry("os.name", "Debian GNU/Linux")
        .doesNotContainKeys("nul", "huge", "", "service.instance.id")
        .hasSize(Description.FACTS);
    assertThat(heard.description().simulated()).isFalse();
    assertThat(heard.description().connectorVersion()).isEmpty();
  }
}
