package io.kitward.server.channel;

import com.google.protobuf.ByteString;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.OpAmp;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
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
          | Opamp.ServerCapabilities.ServerCapabilities_AcceptsEffectiveConfig_VALUE;

  private final int maxMessage;
  private ByteString instanceUid = ByteString.EMPTY;
  private ByteString held = ByteString.EMPTY;

  /** The hash of the last offer; from then on what the agent says that it holds may be old. */
  private @Nullable ByteString offered;

  private Opamp.ServerToAgent.@Nullable Builder next;

  Outbox(int maxMessage) {
    this.maxMessage = maxMessage;
  }

  /** Greets an agent that was let in: says what this server can. */
  synchronized void welcome(UUID uid) {
    instanceUid =
        ByteString.copyFrom(
            ByteBuffer.allocate(16)
                .putLong(uid.getMostSignificantBits())
                .putLong(uid.getLeastSignificantBits())
                .flip());
    next()
        .setCustomCapabilities(
            Opamp.CustomCapabilities.newBuilder().addCapabilities(OpAmp.EVENTS_CAPABILITY));
  }

  /** Notes the hash, in hexadecimal, that the agent says it holds. */
  synchronized void holds(String hash) {
    held = ByteString.fromHex(hash);
  }

  /** Puts a state in, in place of one that has not gone yet; says whether there is news. */
  boolean offer(DesiredState state, Map<String, String> secrets) {
    ByteString hash = OpAmp.hash(state);
    synchronized (this) {
      if (hash.equals(offered == null ? held : offered)) {
        return false;
      }
    }
    Opamp.AgentRemoteConfig config = OpAmp.remoteConfig(state, secrets);
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

  /** Says that events up to this sequence are durable. */
  synchronized void acknowledge(long sequence) {
    next().setCustomMessage(OpAmp.acknowledge(sequence));
  }

  /** Asks for everything that the agent has to say. */
  synchronized void askFullState() {
    next().setFlags(Opamp.ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE);
  }

  /** Says that something went wrong. */
  synchronized void error(Opamp.ServerErrorResponse error) {
    next().setErrorResponse(error);
  }

  /** Takes everything that waits, as one message; null when nothing does. */
  synchronized Opamp.@Nullable ServerToAgent take() {
    if (next == null) {
      return null;
    }
    var message = next.setInstanceUid(instanceUid).setCapabilities(CAPABILITIES).build();
    next = null;
    return message;
  }

  private Opamp.ServerToAgent.Builder next() {
    if (next == null) {
      next = Opamp.ServerToAgent.newBuilder();
    }
    return next;
  }
}
