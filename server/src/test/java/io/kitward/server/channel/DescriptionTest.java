package io.kitward.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import opamp.proto.v1.Anyvalue;
import opamp.proto.v1.Opamp;
import org.junit.jupiter.api.Test;

class DescriptionTest {

  @Test
  void aFactThatNoSelectorCouldNameIsLeftOut() {
    Opamp.AgentDescription description =
        Opamp.AgentDescription.newBuilder()
            .addNonIdentifyingAttributes(attribute("os.release"))
            .addNonIdentifyingAttributes(attribute("a\"><script>"))
            .addNonIdentifyingAttributes(attribute("two words"))
            .addNonIdentifyingAttributes(attribute("empty..part"))
            .build();

    assertThat(Description.of(description).facts()).containsOnlyKeys("os.release");
  }

  private static Anyvalue.KeyValue attribute(String key) {
    return Anyvalue.KeyValue.newBuilder()
        .setKey(key)
        .setValue(Anyvalue.AnyValue.newBuilder().setStringValue("x"))
        .build();
  }
}
