package io.kitward.server.channel;

import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.OperationReply;
import java.util.List;
import java.util.UUID;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;

/** What one message of an agent means. */
sealed interface Heard {

  /**
   * A message that counts.
   *
   * @param askFullState whether something is missing that only a full state brings
   * @param acceptsState whether the agent takes remote configuration
   * @param events in the order sent; empty when there are none
   * @param reply what it says of an operation; null when it says nothing of any
   * @param console a piece of a console's answer; null when there is none
   * @param leaving whether the agent says that it goes
   * @param message as it came
   */
  record Understood(
      UUID instanceUid,
      boolean askFullState,
      boolean acceptsState,
      @Nullable Description description,
      @Nullable RemoteConfigReport report,
      @Nullable List<InstanceObserved> observed,
      List<NodeEvent> events,
      @Nullable OperationReply reply,
      ConsoleMessages.@Nullable Answered console,
      boolean leaving,
      Opamp.AgentToServer message)
      implements Heard {}

  /** A message that cannot be read; some of them are borne with. */
  record Unreadable(String reason) implements Heard {}

  /** A message of somebody else than the one who began this session: it ends. */
  record Foreign(String reason) implements Heard {}
}
