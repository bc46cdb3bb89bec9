package io.kitward.server.channel;

import io.kitward.protocol.Redaction;
import io.kitward.server.channel.AgentReport.Health;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;

/** Reads what a stock agent says, within bounds: what lies beyond them is left out. */
final class AgentReading {

  private static final int DEPTH = 4;
  private static final int COMPONENTS = 100;
  private static final int WORDS = 1_000;
  private static final int PARTS = 20;
  private static final int PART_LENGTH = 64 * 1024;

  private AgentReading() {}

  static AgentReport report(UUID uid, String type, Heard.Understood heard) {
    Opamp.AgentToServer message = heard.message();
    return new AgentReport(
        uid,
        type,
        message.hasAgentDescription()
            ? Description.attributes(message.getAgentDescription())
            : null,
        message.hasHealth() ? health(message.getHealth(), 0) : null,
        message.hasEffectiveConfig() ? effective(message.getEffectiveConfig()) : null,
        heard.report());
  }

  private static Health health(Opamp.ComponentHealth health, int depth) {
    var components = new TreeMap<String, Health>();
    if (depth < DEPTH) {
      new TreeMap<>(health.getComponentHealthMapMap())
          .forEach(
              (name, component) -> {
                if (components.size() < COMPONENTS) {
                  components.put(words(name), health(component, depth + 1));
                }
              });
    }
    return new Health(
        health.getHealthy(),
        words(health.getStatus()),
        Redaction.of(words(health.getLastError())),
        components);
  }

  private static Map<String, String> effective(Opamp.EffectiveConfig config) {
    var parts = new TreeMap<String, String>();
    new TreeMap<>(config.getConfigMap().getConfigMapMap())
        .forEach(
            (name, part) -> {
              if (parts.size() < PARTS) {
                String text = text(part.getBody().toByteArray());
                parts.put(words(name), text == null ? "(not text)" : Redaction.of(text));
              }
            });
    return parts;
  }

  private static @Nullable String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String whole = text.replace("\0", "");
      return whole.length() <= PART_LENGTH
          ? whole
          : whole.substring(0, PART_LENGTH) + "\n(cut here)\n";
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static String words(String text) {
    return (text.length() <= WORDS ? text : text.substring(0, WORDS)).replaceAll("\\p{Cntrl}", " ");
  }
}
