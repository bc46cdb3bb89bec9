package io.kitward.connector.link;

import com.google.protobuf.ByteString;
import io.kitward.connector.relay.Relay;
import io.kitward.connector.state.Journal;
import io.kitward.protocol.ConsoleAnswer;
import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.Operation;
import io.kitward.protocol.OperationReply;
import java.util.UUID;
import java.util.function.Consumer;
import opamp.proto.v1.Opamp;

/** The node in the conversation. Called from the link's threads; must not block for long. */
public interface Party {

  /** Who this agent is, for all its life. */
  UUID instanceUid();

  /** What there is to say now. */
  Report report();

  /** The events that the server has not acknowledged. */
  Journal journal();

  /** The server offers a desired state. */
  void offered(Opamp.AgentRemoteConfig config);

  /** The server offers packages. */
  default void offered(Opamp.PackagesAvailable packages) {}

  /** Whether the server may offer packages. */
  default boolean acceptsPackages() {
    return false;
  }

  /** What there is to say of packages now; the default instance when nothing is. */
  default Opamp.PackageStatuses packages() {
    return Opamp.PackageStatuses.getDefaultInstance();
  }

  /** The server said something: it was reached. Comes with each of its messages. */
  default void reached() {}

  /**
   * A person asks for something now.
   *
   * @param answer takes what there is to say of it, on any thread
   */
  default void asked(Operation operation, Consumer<OperationReply> answer) {
    answer.accept(
        OperationReply.of(
            operation.id(), OperationReply.State.NOT_SUPPORTED, "this connector cannot do that"));
  }

  /**
   * The server asks a console of this node's site.
   *
   * @param answers takes the pieces of the answer, on any thread but this
   */
  default void asked(ConsoleMessages.Asked asked, Relay.Answers answers) {
    Thread.ofVirtual()
        .start(
            () ->
                answers.take(
                    ConsoleAnswer.failed(
                        asked.request().id(),
                        0,
                        ConsoleAnswer.Failure.FORBIDDEN,
                        "this connector asks no consoles"),
                    ByteString.EMPTY));
  }
}
