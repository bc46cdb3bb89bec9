package io.kitward.server.channel;

import com.google.protobuf.ByteString;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.OpAmp;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be said to one agent: the last state offered, the highest acknowledgement, whether
 * a full state is asked for. Bounded, however slow the agent is. Thread-safe.
 */
final class Outbox {

  private static final long CAPABILITIES =
      Opamp.ServerCapabilities.ServerCapabilities_AcceptsStatus_VALUE
          | Opamp.ServerCapabilities.ServerCapabilities_OffersRemoteConfig_VALUE
          | Opamp.ServerCapabilities.ServerCapabilities_AcceptsEffectiveConfig_VALUE
          | Opamp.ServerCapabilities.ServerCapabilities_OffersPackages_VALUE
          | Opamp.ServerCapabilities.ServerCapabilities_AcceptsPackagesStatus_VALUE;

  /** After so many answers an offer whose hash the agent never named counts as lost. */
  private static final int REPEAT_AFTER = 3;

  private static final Duration COME_BACK = Duration.ofSeconds(10);

  /** Operations that wait at most. */
  private static final int OPERATIONS = 16;

  private final int maxMessage;
  private boolean repeats;

  /** An offer that the agent has not named yet; kept for an agent that polls only. */
  private Opamp.@Nullable AgentRemoteConfig unconfirmed;

  private int answers;
  private final ArrayDeque<Opamp.CustomMessage> operations = new ArrayDeque<>();
  private ByteString instanceUid = ByteString.EMPTY;
  private ByteString held = ByteString.EMPTY;

  /** The hash of the last offer; from then on what the agent says that it holds may be old. */
  private @Nullable ByteString offered;

  /** The hash of the packages that were offered. */
  private @Nullable ByteString packages;

  private Opamp.ServerToAgent.@Nullable Builder next;

  Outbox(int maxMessage) {
    this.maxMessage = maxMessage;
  }

  /** From now on an offer that got lost is made again: what polls has no connection to lose. */
  synchronized void repeats() {
    repeats = true;
  }

  /** Says who is answered, from the first message on. */
  synchronized void answers(UUID uid) {
    instanceUid = bytes(uid);
  }

  /** Greets an agent that was let in: says what this server can beyond the standard. */
  synchronized void welcome(List<String> capabilities) {
    next();
    if (!capabilities.isEmpty()) {
      next()
          .setCustomCapabilities(
              Opamp.CustomCapabilities.newBuilder().addAllCapabilities(capabilities));
    }
  }

  /** Tells an agent what to call itself from now on, and asks for everything under that name. */
  synchronized void rename(UUID uid) {
    next()
        .setAgentIdentification(
            Opamp.AgentIdentification.newBuilder().setNewInstanceUid(bytes(uid)));
    askFullState();
  }

  private static ByteString bytes(UUID uid) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(16)
            .putLong(uid.getMostSignificantBits())
            .putLong(uid.getLeastSignificantBits())
            .flip());
  }

  /** Notes the hash, in hexadecimal, that the agent says it holds. */
  synchronized void holds(String hash) {
    held = ByteString.fromHex(hash);
    if (held.equals(offered)) {
      unconfirmed = null;
    }
  }

  /** Puts a state in, in place of one that has not gone yet; says whether there is news. */
  boolean offer(DesiredState state, Map<String, String> secrets) {
    return offer(OpAmp.hash(state), () -> OpAmp.remoteConfig(state, secrets));
  }

  /** Puts a stock agent's configuration in; says whether there is news. */
  boolean offer(AgentConfig config) {
    return offer(ByteString.fromHex(config.hash()), config::message);
  }

  private boolean offer(ByteString hash, Supplier<Opamp.AgentRemoteConfig> message) {
    synchronized (this) {
      if (hash.equals(offered == null ? held : offered)) {
        return false;
      }
    }
    Opamp.AgentRemoteConfig config = message.get();
    // Room for what else may go with it in the same message.
    if (config.getSerializedSize() > maxMessage - 1_024) {
      throw new IllegalArgumentException(
          "the desired state has %,d bytes, and a message may have %,d"
              .formatted(config.getSerializedSize(), maxMessage));
    }
    synchronized (this) {
      if (hash.equals(offered == null ? held : offered)) {
        return false;
      }
      offered = hash;
      next().setRemoteConfig(config);
      return true;
    }
  }

  /** Puts packages in, unless they were offered in this session already; says whether so. */
  synchronized boolean offer(Opamp.PackagesAvailable available) {
    if (available.getAllPackagesHash().equals(packages)) {
      return false;
    }
    packages = available.getAllPackagesHash();
    next().setPackagesAvailable(available);
    return true;
  }

  /** Says that events up to this sequence are durable. */
  synchronized void acknowledge(long sequence) {
    next().setCustomMessage(OpAmp.acknowledge(sequence));
  }

  /** Puts an operation in; says whether there was room. */
  synchronized boolean ask(Opamp.CustomMessage operation) {
    return operations.size() < OPERATIONS && operations.add(operation);
  }

  /** Asks for everything that the agent has to say. */
  synchronized void askFullState() {
    next().setFlags(Opamp.ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE);
  }

  /** Says that something went wrong, and when to come back if the server is only busy. */
  synchronized void error(Opamp.ServerErrorResponseType type, String reason) {
    var error = Opamp.ServerErrorResponse.newBuilder().setType(type).setErrorMessage(reason);
    if (type == Opamp.ServerErrorResponseType.ServerErrorResponseType_Unavailable) {
      error.setRetryInfo(
          Opamp.RetryInfo.newBuilder().setRetryAfterNanoseconds(COME_BACK.toNanos()));
    }
    next().setErrorResponse(error);
  }

  /** Takes everything that waits, as one message; null when nothing does. */
  synchronized Opamp.@Nullable ServerToAgent take() {
    if (repeats && unconfirmed != null && answers >= REPEAT_AFTER && !next().hasRemoteConfig()) {
      next().setRemoteConfig(unconfirmed);
    }
    if (!operations.isEmpty() && !next().hasCustomMessage()) {
      next().setCustomMessage(operations.remove());
    }
    if (next == null) {
      return null;
    }
    if (repeats && next.hasRemoteConfig()) {
      unconfirmed = next.getRemoteConfig();
      answers = 0;
    }
    answers++;
    var message = next.setInstanceUid(instanceUid).setCapabilities(CAPABILITIES).build();
    next = null;
    return message;
  }

  /** A message that says nothing new. */
  synchronized Opamp.ServerToAgent nothing() {
    answers++;
    return Opamp.ServerToAgent.newBuilder()
        .setInstanceUid(instanceUid)
        .setCapabilities(CAPABILITIES)
        .build();
  }

  private Opamp.ServerToAgent.Builder next() {
    if (next == null) {
      next = Opamp.ServerToAgent.newBuilder();
    }
    return next;
  }
}
