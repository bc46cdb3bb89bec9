package io.kitward.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kitward.protocol.ConsoleAnswer;
import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.DesiredState;
import io.kitward.server.channel.Channel;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import opamp.proto.v1.Opamp;

/** One node that is asked consoles, and does with a request what a test says. For one thread. */
public final class AnsweringNode implements Channel {

  public static final UUID GATE = new UUID(0, 1);

  /** What the node does with a request; nothing until a test says so. */
  public Consumer<ConsoleMessages.Asked> node = _ -> {};

  public Channel.Handed handed = Channel.Handed.TAKEN;
  public final ConsoleRequests requests = new ConsoleRequests(this);

  @Override
  public Handed console(UUID id, Opamp.CustomMessage request) {
    assertThat(id).isEqualTo(GATE);
    if (handed == Handed.TAKEN) {
      node.accept(ConsoleMessages.asked(request).orElseThrow());
    }
    return handed;
  }

  /** A node says a piece of an answer to a request. */
  public void piece(UUID from, String request, int number, boolean last, String body) {
    requests.answered(
        from,
        new ConsoleMessages.Answered(
            new ConsoleAnswer(request, number, last, 200, Map.of("date", "d"), null, ""),
            ByteString.copyFromUtf8(body)));
  }

  /** The node says why there is no answer to a request. */
  public void failure(String request, ConsoleAnswer.Failure failure, String words) {
    requests.answered(
        GATE,
        new ConsoleMessages.Answered(
            ConsoleAnswer.failed(request, 0, failure, words), ByteString.EMPTY));
  }

  @Override
  public boolean connected(UUID id) {
    return false;
  }

  @Override
  public Set<UUID> connectedNodes() {
    return Set.of();
  }

  @Override
  public boolean offer(UUID id, DesiredState state, Map<String, String> secrets) {
    return false;
  }

  @Override
  public int recheck() {
    return 0;
  }
}
