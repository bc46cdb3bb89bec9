package io.kitward.protocol;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import opamp.proto.v1.Opamp;

/**
 * The mapping of our payloads onto OpAMP v0.18 messages, for both sides: desired state as
 * AgentRemoteConfig, observed instances as EffectiveConfig, node events as custom messages.
 */
public final class OpAmp {

  /** Where the WebSocket lives on the node door. */
  public static final String PATH = "/v1/opamp";

  /** The {@code service.name} of the connector; every other agent is a stock one. */
  public static final String CONNECTOR = "io.kitward.connector";

  /**
   * The custom capability for the node's journal: {@code events} go to the server, {@code
   * acknowledge} comes back.
   */
  public static final String EVENTS_CAPABILITY = "io.kitward.events";

  public static final String EVENTS_TYPE = "events";
  public static final String ACKNOWLEDGE_TYPE = "acknowledge";

  /**
   * The custom capability for what a person asks of a node now: {@code ask} goes to the agent,
   * {@code answer} comes back, at first to acknowledge.
   */
  public static final String OPERATIONS_CAPABILITY = "io.kitward.operations";

  public static final String ASK_TYPE = "ask";
  public static final String ANSWER_TYPE = "answer";

  private static final String HEADER = "kitward.desired";
  private static final String SECRETS = "kitward.secrets";
  private static final String INSTANCE = "instance/";
  private static final String HEADER_TYPE = "application/vnd.kitward.desired+json";
  private static final String INSTANCE_TYPE = "application/vnd.kitward.instance+json";
  private static final String OBSERVED_TYPE = "application/vnd.kitward.observed+json";
  private static final String SECRETS_TYPE = "application/vnd.kitward.secrets+json";

  private OpAmp() {}

  /** A desired state as it arrived, with the values of the secrets that it refers to. */
  public record Offer(DesiredState state, Map<String, String> secrets) {}

  private record Header(long epoch, long generation, Map<String, String> instances) {}

  /**
   * A desired state as a remote configuration.
   *
   * @param secrets {@code secret:NAME@VERSION} to value; not part of the hash
   */
  public static Opamp.AgentRemoteConfig remoteConfig(
      DesiredState state, Map<String, String> secrets) {
    var map = Opamp.AgentConfigMap.newBuilder();
    map.putConfigMap(HEADER, file(HEADER_TYPE, Payload.bytes(header(state))));
    for (InstanceDesired instance : state.instances()) {
      map.putConfigMap(INSTANCE + instance.service(), file(INSTANCE_TYPE, Payload.bytes(instance)));
    }
    if (!secrets.isEmpty()) {
      map.putConfigMap(SECRETS, file(SECRETS_TYPE, Payload.bytes(secrets)));
    }
    return Opamp.AgentRemoteConfig.newBuilder().setConfig(map).setConfigHash(hash(state)).build();
  }

  /**
   * SHA-256 over the canonical form of a desired state: equal states have equal hashes, whatever
   * their secrets' values.
   */
  public static ByteString hash(DesiredState state) {
    return ByteString.copyFrom(HexFormat.of().parseHex(Payload.digest(header(state))));
  }

  private static Header header(DesiredState state) {
    var instances = new TreeMap<String, String>();
    for (InstanceDesired instance : state.instances()) {
      instances.put(instance.service(), Payload.digest(instance));
    }
    return new Header(state.epoch(), state.generation(), instances);
  }

  /**
   * Reads a remote configuration.
   *
   * @return empty when it holds no desired state of ours: such an offer says nothing and removes
   *     nothing
   * @throws IllegalArgumentException when it is damaged: a part is missing, unreadable or differs
   *     from its digest
   */
  public static Optional<Offer> offer(Opamp.AgentRemoteConfig config) {
    var map = config.getConfig().getConfigMapMap();
    var headerFile = map.get(HEADER);
    if (headerFile == null) {
      return Optional.empty();
    }
    Header header = read(headerFile, Header.class, HEADER);
    var instances = new ArrayList<InstanceDesired>();
    header
        .instances()
        .forEach(
            (service, digest) -> {
              var part = map.get(INSTANCE + service);
              if (part == null) {
                throw new IllegalArgumentException(
                    "the desired state names " + service + " but does not hold it");
              }
              if (!Payload.sha256(part.getBody().toByteArray()).equals(digest)) {
                throw new IllegalArgumentException(
                    "the desired state of " + service + " differs from its digest");
              }
              instances.add(read(part, InstanceDesired.class, service));
            });
    var secretsFile = map.get(SECRETS);
    Map<String, String> secrets =
        secretsFile == null
            ? Map.of()
            : Payload.readMap(secretsFile.getBody().toByteArray(), String.class);
    return Optional.of(
        new Offer(
            new DesiredState(header.epoch(), header.generation(), List.copyOf(instances)),
            secrets));
  }

  /** What is on the node now. */
  public static Opamp.EffectiveConfig effectiveConfig(List<InstanceObserved> observed) {
    var map = Opamp.AgentConfigMap.newBuilder();
    for (InstanceObserved instance : observed) {
      map.putConfigMap(INSTANCE + instance.service(), file(OBSERVED_TYPE, Payload.bytes(instance)));
    }
    return Opamp.EffectiveConfig.newBuilder().setConfigMap(map).build();
  }

  /**
   * Reads what is on the node now; parts of other content types are left out.
   *
   * @throws IllegalArgumentException when a part of ours is unreadable
   */
  public static List<InstanceObserved> observed(Opamp.EffectiveConfig config) {
    var observed = new ArrayList<InstanceObserved>();
    new TreeMap<>(config.getConfigMap().getConfigMapMap())
        .forEach(
            (name, part) -> {
              if (part.getContentType().equals(OBSERVED_TYPE)) {
                observed.add(read(part, InstanceObserved.class, name));
              }
            });
    return observed;
  }

  /** Events of the node's journal, oldest first, as a custom message. */
  public static Opamp.CustomMessage events(List<NodeEvent> events) {
    return custom(EVENTS_TYPE, Payload.bytes(events));
  }

  /**
   * Reads events.
   *
   * @throws IllegalArgumentException when the message is unreadable
   */
  public static List<NodeEvent> events(Opamp.CustomMessage message) {
    try {
      return Payload.readList(message.getData().toByteArray(), NodeEvent.class);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("unreadable events: " + e.getMessage(), e);
    }
  }

  /** Says that every event up to this sequence number is kept. */
  public static Opamp.CustomMessage acknowledge(long sequence) {
    return custom(ACKNOWLEDGE_TYPE, Long.toString(sequence).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads an acknowledgement.
   *
   * @throws IllegalArgumentException when it is not a number
   */
  public static long acknowledged(Opamp.CustomMessage message) {
    return Long.parseLong(message.getData().toStringUtf8());
  }

  /** An operation as a custom message. */
  public static Opamp.CustomMessage ask(Operation operation) {
    return custom(OPERATIONS_CAPABILITY, ASK_TYPE, Payload.bytes(operation));
  }

  /** What a node says of an operation, as a custom message. */
  public static Opamp.CustomMessage answer(OperationReply reply) {
    return custom(OPERATIONS_CAPABILITY, ANSWER_TYPE, Payload.bytes(reply));
  }

  /**
   * Reads an operation; empty when the message is none.
   *
   * @throws IllegalArgumentException when it is unreadable
   */
  public static Optional<Operation> asked(Opamp.CustomMessage message) {
    return operations(message, ASK_TYPE, Operation.class);
  }

  /**
   * Reads what a node says of an operation; empty when the message is nothing of that.
   *
   * @throws IllegalArgumentException when it is unreadable
   */
  public static Optional<OperationReply> answered(Opamp.CustomMessage message) {
    return operations(message, ANSWER_TYPE, OperationReply.class);
  }

  private static <T> Optional<T> operations(
      Opamp.CustomMessage message, String type, Class<T> payload) {
    if (!message.getCapability().equals(OPERATIONS_CAPABILITY) || !message.getType().equals(type)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Payload.read(message.getData().toByteArray(), payload));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("unreadable operation: " + e.getMessage(), e);
    }
  }

  private static Opamp.CustomMessage custom(String type, byte[] data) {
    return custom(EVENTS_CAPABILITY, type, data);
  }

  private static Opamp.CustomMessage custom(String capability, String type, byte[] data) {
    return Opamp.CustomMessage.newBuilder()
        .setCapability(capability)
        .setType(type)
        .setData(ByteString.copyFrom(data))
        .build();
  }

  private static Opamp.AgentConfigFile file(String type, byte[] body) {
    return Opamp.AgentConfigFile.newBuilder()
        .setContentType(type)
        .setBody(ByteString.copyFrom(body))
        .build();
  }

  private static <T> T read(Opamp.AgentConfigFile file, Class<T> type, String name) {
    try {
      return Payload.read(file.getBody().toByteArray(), type);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("unreadable part " + name + ": " + e.getMessage(), e);
    }
  }
}
