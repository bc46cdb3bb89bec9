package io.kitward.server.channel;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import opamp.proto.v1.Opamp;

/**
 * A configuration for a stock agent. Never empty: such an agent could read that as "remove
 * everything".
 *
 * @param hash in hexadecimal; the agent names it when it says what it did
 */
public record AgentConfig(String hash, List<Part> parts) {

  /** One entry of the configuration, as the agent's own documentation names and types it. */
  public record Part(String name, String contentType, String text) {}

  public AgentConfig {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a stock agent is never sent an empty configuration");
    }
  }

  Opamp.AgentRemoteConfig message() {
    var map = Opamp.AgentConfigMap.newBuilder();
    for (Part part : parts) {
      map.putConfigMap(
          part.name(),
          Opamp.AgentConfigFile.newBuilder()
              .setContentType(part.contentType())
              .setBody(ByteString.copyFrom(part.text(), StandardCharsets.UTF_8))
              .build());
    }
    return Opamp.AgentRemoteConfig.newBuilder()
        .setConfig(map)
        .setConfigHash(ByteString.fromHex(hash))
        .build();
  }
}
