package io.kitward.server.channel;

import io.kitward.protocol.OpAmp;
import io.kitward.selector.Attribute;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import opamp.proto.v1.Anyvalue;
import opamp.proto.v1.Opamp;

/**
 * What an agent says of itself, all of it self-asserted.
 *
 * @param facts its non-identifying attributes that are scalars, as text, and its host name
 * @param connectorVersion empty when the agent does not say it
 */
record Description(Map<String, String> facts, String connectorVersion, boolean simulated) {

  static final String SIMULATED = "kitward.simulated";

  /** More facts than any agent of ours sends: what lies beyond is left out. */
  static final int FACTS = 1_000;

  private static final int NAME_LENGTH = 256;
  private static final int VALUE_LENGTH = 4_096;

  /**
   * Reads a description; what is no scalar, too long, holds control characters or has a name that
   * no selector could say is left out.
   */
  static Description of(Opamp.AgentDescription message) {
    var facts = new TreeMap<String, String>();
    for (Anyvalue.KeyValue attribute : message.getNonIdentifyingAttributesList()) {
      if (!attribute.getKey().equals(SIMULATED) && facts.size() < FACTS) {
        add(facts, attribute);
      }
    }
    find(message.getIdentifyingAttributesList(), "host.name").ifPresent(name -> add(facts, name));
    String version =
        find(message.getIdentifyingAttributesList(), "service.version")
            .flatMap(attribute -> text(attribute.getValue()))
            .orElse("");
    return new Description(
        facts,
        version,
        isTrue(message.getNonIdentifyingAttributesList())
            || isTrue(message.getIdentifyingAttributesList()));
  }

  /**
   * The {@code service.name} of an agent that is no connector of ours; empty for one that is, and
   * for one that names itself no way that can be read.
   */
  static String stockType(Opamp.AgentToServer message) {
    String type =
        find(message.getAgentDescription().getIdentifyingAttributesList(), "service.name")
            .flatMap(attribute -> text(attribute.getValue()))
            .filter(name -> name.length() <= NAME_LENGTH)
            .orElse("");
    boolean ours =
        type.equals(OpAmp.CONNECTOR)
            || message
                .getCustomCapabilities()
                .getCapabilitiesList()
                .contains(OpAmp.EVENTS_CAPABILITY);
    return ours ? "" : type;
  }

  /** What the agent says of its machine ({@code host.id}); empty when it does not. */
  static String machine(Opamp.AgentToServer message) {
    return find(message.getAgentDescription().getIdentifyingAttributesList(), "host.id")
        .flatMap(attribute -> text(attribute.getValue()))
        .filter(machine -> machine.length() <= NAME_LENGTH)
        .orElse("");
  }

  /** Every attribute that is a scalar, as text. */
  static Map<String, String> attributes(Opamp.AgentDescription message) {
    var attributes = new TreeMap<String, String>();
    for (Anyvalue.KeyValue attribute : message.getNonIdentifyingAttributesList()) {
      if (attributes.size() < FACTS) {
        add(attributes, attribute);
      }
    }
    for (Anyvalue.KeyValue attribute : message.getIdentifyingAttributesList()) {
      if (attributes.size() < FACTS) {
        add(attributes, attribute);
      }
    }
    return attributes;
  }

  private static void add(Map<String, String> facts, Anyvalue.KeyValue attribute) {
    String name = attribute.getKey();
    if (Attribute.isFactPath(name)) {
      text(attribute.getValue()).ifPresent(value -> facts.put(name, value));
    }
  }

  private static boolean isTrue(List<Anyvalue.KeyValue> attributes) {
    return find(attributes, SIMULATED)
        .flatMap(attribute -> text(attribute.getValue()))
        .filter("true"::equals)
        .isPresent();
  }

  private static Optional<Anyvalue.KeyValue> find(List<Anyvalue.KeyValue> attributes, String name) {
    return attributes.stream().filter(attribute -> attribute.getKey().equals(name)).findFirst();
  }

  private static Optional<String> text(Anyvalue.AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE ->
          Optional.of(value.getStringValue())
              .filter(text -> text.length() <= VALUE_LENGTH && isPlain(text));
      case BOOL_VALUE -> Optional.of(Boolean.toString(value.getBoolValue()));
      case INT_VALUE -> Optional.of(Long.toString(value.getIntValue()));
      case DOUBLE_VALUE -> Optional.of(Double.toString(value.getDoubleValue()));
      case ARRAY_VALUE, KVLIST_VALUE, BYTES_VALUE, VALUE_NOT_SET -> Optional.empty();
    };
  }

  private static boolean isPlain(String text) {
    return text.chars().noneMatch(Character::isISOControl);
  }
}
