package io.kitward.connector.link;

import io.kitward.connector.operation.Result;
import io.kitward.connector.relay.Relay;
import io.kitward.connector.state.Journal;
import io.kitward.connector.state.MemoryStorage;
import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.Operation;
import io.kitward.protocol.OperationReply;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import opamp.proto.v1.Opamp;

/** A node that has little to say, and keeps what it is offered. */
final class TestParty implements Party {

  private final UUID uid = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
  private final Journal journal = new Journal(new MemoryStorage(), Clock.systemUTC());
  final List<Opamp.AgentRemoteConfig> offers = new CopyOnWriteArrayList<>();
  volatile Result result = Result.done("");
  volatile BiConsumer<ConsoleMessages.Asked, Relay.Answers> console = (_, _) -> {};
  volatile List<InstanceObserved> observed = List.of();

  @Override
  public UUID instanceUid() {
    return uid;
  }

  @Override
  public Report report() {
    return new Report(
        Map.of("host.name", "n1"),
        Map.of("os.family", "Debian"),
        observed,
        Opamp.RemoteConfigStatus.getDefaultInstance());
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public void offered(Opamp.AgentRemoteConfig config) {
    offers.add(config);
  }

  @Override
  public void asked(ConsoleMessages.Asked asked, Relay.Answers answers) {
    Thread.ofVirtual().start(() -> console.accept(asked, answers));
  }

  @Override
  public void asked(Operation operation, Consumer<OperationReply> answer) {
    result.replies(operation.id()).forEach(answer);
  }
}
