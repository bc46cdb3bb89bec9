package io.kitward.server.channel;

import com.google.protobuf.ByteString;
import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.OpAmp;
import io.kitward.protocol.OperationReply;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of one session's messages, one after another: values in, values out, no clock and no
 * network. Not thread-safe.
 */
final class Conversation {

  private static final long ACCEPTS_STATE =
      Opamp.AgentCapabilities.AgentCapabilities_AcceptsRemoteConfig_VALUE;

  /** After so many messages without the full state that was asked for, the question was lost. */
  private static final int ASK_AGAIN = 10;

  private @Nullable UUID instanceUid;
  private @Nullable UUID renamed;
  private long sequence;

  /**
   * How many messages a full state that was asked for has not come with; 0 when none is missing.
   * Asking with each of them would only make more full states.
   */
  private int missing;

  /** Says what the next frame means. */
  Heard hear(byte[] frame) {
    try {
      return meaning(Framing.read(frame));
    } catch (IllegalArgumentException e) {
      return new Heard.Unreadable(Plain.text(String.valueOf(e.getMessage())));
    }
  }

  /** Says what the next message means. */
  Heard hear(Opamp.AgentToServer message) {
    try {
      return meaning(message);
    } catch (IllegalArgumentException e) {
      return new Heard.Unreadable(Plain.text(String.valueOf(e.getMessage())));
    }
  }

  /** The agent is told to call itself so from now on. */
  void rename(UUID uid) {
    renamed = uid;
  }

  private Heard meaning(Opamp.AgentToServer message) {
    if (message.getInstanceUid().size() != 16) {
      return new Heard.Unreadable(
          "instance_uid has " + message.getInstanceUid().size() + " bytes, not 16");
    }
    UUID uid = uuid(message.getInstanceUid());
    if (instanceUid != null && !instanceUid.equals(uid) && !uid.equals(renamed)) {
      return new Heard.Foreign(
          "instance_uid changed within the session, from " + instanceUid + " to " + uid);
    }
    var report = message.hasRemoteConfigStatus() ? report(message.getRemoteConfigStatus()) : null;
    var observed = message.hasEffectiveConfig() ? observed(message.getEffectiveConfig()) : null;
    var events = events(message);
    OperationReply reply = reply(message);
    ConsoleMessages.Answered console = console(message);
    // All of it is readable: from here on the message counts.
    boolean full = message.hasAgentDescription();
    boolean gap = instanceUid == null ? !full : message.getSequenceNum() != sequence + 1;
    boolean ask = !full && (missing == 0 ? gap : missing >= ASK_AGAIN);
    missing = full ? 0 : ask ? 1 : missing == 0 ? 0 : missing + 1;
    instanceUid = uid;
    sequence = message.getSequenceNum();
    return new Heard.Understood(
        uid,
        ask,
        (message.getCapabilities() & ACCEPTS_STATE) != 0,
        full ? Description.of(message.getAgentDescription()) : null,
        report,
        observed,
        events,
        reply,
        console,
        message.hasAgentDisconnect(),
        message);
  }

  private static UUID uuid(ByteString bytes) {
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  private static RemoteConfigReport report(Opamp.RemoteConfigStatus status) {
    return new RemoteConfigReport(
        HexFormat.of().formatHex(status.getLastRemoteConfigHash().toByteArray()),
        switch (status.getStatus()) {
          case RemoteConfigStatuses_APPLIED -> RemoteConfigReport.Status.APPLIED;
          case RemoteConfigStatuses_APPLYING -> RemoteConfigReport.Status.APPLYING;
          case RemoteConfigStatuses_FAILED -> RemoteConfigReport.Status.FAILED;
          case RemoteConfigStatuses_UNSET, UNRECOGNIZED -> RemoteConfigReport.Status.UNSET;
        },
        status.getErrorMessage());
  }

  private static List<InstanceObserved> observed(Opamp.EffectiveConfig config) {
    List<InstanceObserved> observed = OpAmp.observed(config);
    Complete.require("observed", observed);
    return observed;
  }

  private static @Nullable OperationReply reply(Opamp.AgentToServer message) {
    OperationReply reply = OpAmp.answered(message.getCustomMessage()).orElse(null);
    if (reply != null) {
      Complete.require("operation", reply);
    }
    return reply;
  }

  private static ConsoleMessages.@Nullable Answered console(Opamp.AgentToServer message) {
    ConsoleMessages.Answered piece =
        ConsoleMessages.answered(message.getCustomMessage()).orElse(null);
    if (piece != null) {
      Complete.require("console", piece.answer());
    }
    return piece;
  }

  private static List<NodeEvent> events(Opamp.AgentToServer message) {
    Opamp.CustomMessage custom = message.getCustomMessage();
    if (!custom.getCapability().equals(OpAmp.EVENTS_CAPABILITY)
        || !custom.getType().equals(OpAmp.EVENTS_TYPE)) {
      return List.of();
    }
    List<NodeEvent> events = OpAmp.events(custom);
    Complete.require("events", events);
    return events;
  }
}
