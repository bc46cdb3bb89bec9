package io.kitward.server.channel;

import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.OpAmp;
import io.kitward.protocol.Operation;
import io.kitward.server.channel.DoorMeters.Refusal;
import io.kitward.server.channel.Inbox.Item;
import io.kitward.server.channel.NodeListener.Admission;
import io.netty.util.AttributeKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import opamp.proto.v1.Opamp;
import opamp.proto.v1.Opamp.ServerErrorResponseType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's OpAMP session. Its messages are worked on one after another, on virtual threads; all
 * calls of the listener are made in the lanes of the certname and the node.
 */
final class Session {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** Where a connection keeps its session. */
  static final AttributeKey<Session> KEY = AttributeKey.valueOf(Session.class, "session");

  /** A policy of the server says no, RFC 6455 section 7.4.1. */
  static final int POLICY = 1008;

  /** The server cannot serve now, registered with IANA. */
  static final int TRY_AGAIN_LATER = 1013;

  /** Our own: a newer session of the same node took this one's place. */
  static final int REPLACED = 4000;

  private static final long REQUEST_UID =
      Opamp.AgentToServerFlags.AgentToServerFlags_RequestInstanceUid_VALUE;

  private static final int UNREADABLE_BORNE = 2;

  private final DoorParts door;
  private final Visitor visitor;
  private final Wire wire;
  private final long number;
  private final Inbox inbox = new Inbox();
  private final Outbox outbox;
  private final Conversation conversation = new Conversation();

  private volatile boolean ended;
  private volatile boolean acceptsState;
  private volatile boolean acceptsPackages;

  /** Whether the agent takes operations. */
  private volatile boolean operates;

  /** Whether the agent asks consoles of its site. */
  private volatile boolean asksConsoles;

  /** A stock agent's {@code service.name}; empty for a connector. */
  private volatile String type = "";

  /** The agent's own; all zeros until it said it. */
  private volatile UUID instanceUid = new UUID(0, 0);

  /** Written and read by the worker only. */
  private @Nullable UUID node;

  private @Nullable Seat seat;

  private int unreadable;

  Session(DoorParts door, Visitor visitor, Wire wire) {
    this.door = door;
    this.visitor = visitor;
    this.wire = wire;
    number = door.sessionNumbers().incrementAndGet();
    outbox = new Outbox(door.limits().maxMessage());
  }

  /** Rises with each session of the door. */
  long number() {
    return number;
  }

  /** Whether it is over: nothing is sent, and nothing that came is worked on. */
  boolean ended() {
    return ended;
  }

  /** A stock agent's {@code service.name}; empty for a connector, and before it is known. */
  String type() {
    return type;
  }

  /** Whether the agent takes configurations. */
  boolean acceptsState() {
    return acceptsState;
  }

  Inbox inbox() {
    return inbox;
  }

  Outbox outbox() {
    return outbox;
  }

  /** Takes something that came; called for one thing after another, in their order. */
  void take(Item item) {
    if (inbox.add(item)) {
      door.work().execute(this::work);
    }
  }

  /** Offers a state; says whether the agent takes such offers. */
  boolean offer(DesiredState state, Map<String, String> secrets) {
    if (!acceptsState) {
      return false;
    }
    if (outbox.offer(state, secrets)) {
      wire.flush();
    }
    return true;
  }

  /** Offers a stock agent its configuration; says whether the agent takes such offers. */
  boolean offer(AgentConfig config) {
    if (!acceptsState) {
      return false;
    }
    if (outbox.offer(config)) {
      wire.flush();
    }
    return true;
  }

  /** Offers packages; says whether the agent takes them. */
  boolean offer(Opamp.PackagesAvailable packages) {
    if (!acceptsPackages) {
      return false;
    }
    if (outbox.offer(packages)) {
      wire.flush();
    }
    return true;
  }

  /** Hands an operation over; says whether the agent takes such and has not too many waiting. */
  boolean ask(Operation operation) {
    boolean taken = operates && outbox.ask(OpAmp.ask(operation));
    if (taken) {
      wire.flush();
    }
    return taken;
  }

  /** Hands a request to a console over. */
  Channel.Handed console(Opamp.CustomMessage request) {
    if (!asksConsoles) {
      return Channel.Handed.TOO_OLD;
    }
    if (!outbox.ask(request)) {
      return Channel.Handed.FULL;
    }
    wire.flush();
    return Channel.Handed.TAKEN;
  }

  /** Ends at once: what came and is not worked on yet is dropped. */
  void end(int code, String reason) {
    ended = true;
    wire.close(code, reason);
  }

  private void work() {
    for (Item item = inbox.take(); item != null; item = inbox.take()) {
      if (inbox.roomy()) {
        wire.resume();
      }
      try {
        work(item);
      } catch (RuntimeException | Error e) {
        LOG.warn("{}: the session ends, the node will report again", visitor.identity(), e);
        turnAway(ServerErrorResponseType.ServerErrorResponseType_Unavailable, "try again soon");
      }
      if (item instanceof Item.Message message) {
        message.worked().run();
      }
    }
  }

  private void work(Item item) {
    switch (item) {
      case Item.End _ -> over();
      case Item _ when ended -> {}
      case Item.Sign _ -> inLanes(this::seen);
      case Item.Noise noise -> bear(noise.reason());
      case Item.Frame frame -> heard(conversation.hear(frame.bytes()));
      case Item.Message message -> heard(conversation.hear(message.message()));
    }
  }

  private void heard(Heard heard) {
    door.meters().received.increment();
    switch (heard) {
      case Heard.Unreadable nothing -> bear(nothing.reason());
      case Heard.Foreign foreign -> refuse(Refusal.ADMISSION, foreign.reason());
      case Heard.Understood understood ->
          door.identities().run(visitor.key(), () -> tell(understood));
    }
  }

  private void bear(String reason) {
    door.meters().unreadable.increment();
    LOG.info("{} sent an unreadable message: {}", visitor.identity(), reason);
    outbox.error(ServerErrorResponseType.ServerErrorResponseType_BadRequest, reason);
    if (++unreadable > UNREADABLE_BORNE) {
      end(POLICY, "too many unreadable messages");
    } else {
      wire.flush();
    }
  }

  private void tell(Heard.Understood message) {
    if (ended || (node == null && !admitted(message))) {
      return;
    }
    UUID there = Objects.requireNonNull(node);
    door.nodes().run(there, () -> door.calls().run(() -> tell(there, message)));
    wire.flush();
  }

  /** Brings the agent in; says whether it may stay. */
  private boolean admitted(Heard.Understood message) {
    outbox.answers(message.instanceUid());
    if ((message.message().getFlags() & REQUEST_UID) != 0) {
      rename(InstanceUids.next(door.clock().instant()));
      return false;
    }
    if (message.description() == null) {
      // Nobody is let in before it is known who it is.
      if (message.askFullState()) {
        outbox.askFullState();
      }
      wire.flush();
      return false;
    }
    String said = Description.stockType(message.message());
    var answer = new Admission[1];
    boolean asked =
        door.calls()
            .tryRun(
                door.limits().admissionTimeout(),
                () -> answer[0] = door.admission(visitor, message, said));
    if (!asked) {
      door.meters().refused(Refusal.OVERLOAD);
      LOG.info("{} is told to come back: too many nodes connect at once", visitor.identity());
      turnAway(ServerErrorResponseType.ServerErrorResponseType_Unavailable, "too many at once");
      return false;
    }
    return switch (answer[0]) {
      case Admission.Refused refused -> {
        refuse(Refusal.ADMISSION, refused.code() + ": " + refused.reason());
        yield false;
      }
      case Admission.Renamed renamed -> {
        LOG.info("{}: an agent is told to call itself {}", visitor.identity(), renamed);
        rename(renamed.instanceUid());
        yield false;
      }
      case Admission.Admitted admitted -> {
        type = said;
        enter(admitted.node(), message);
        yield !ended;
      }
    };
  }

  private void rename(UUID uid) {
    conversation.rename(uid);
    outbox.rename(uid);
    wire.flush();
  }

  private void enter(UUID admitted, Heard.Understood message) {
    node = admitted;
    instanceUid = message.instanceUid();
    acceptsState = message.acceptsState();
    if (message.report() != null) {
      outbox.holds(message.report().stateHash());
    }
    List<String> capabilities = message.message().getCustomCapabilities().getCapabilitiesList();
    operates = capabilities.contains(OpAmp.OPERATIONS_CAPABILITY);
    asksConsoles = capabilities.contains(ConsoleMessages.CAPABILITY);
    outbox.welcome(
        stock()
            ? List.of()
            : List.of(
                OpAmp.EVENTS_CAPABILITY, OpAmp.OPERATIONS_CAPABILITY, ConsoleMessages.CAPABILITY));
    door.nodes().run(admitted, () -> enter(admitted));
  }

  private boolean stock() {
    return !type.isEmpty();
  }

  private void enter(UUID admitted) {
    seat = new Seat(door, admitted, stock() ? instanceUid : null);
    Session loser = seat.take(this);
    if (loser != null) {
      LOG.info(
          "{} has a newer session: the older one ends{}",
          visitor.identity(),
          loser.instanceUid.equals(instanceUid)
              ? ""
              : ". It was of another agent: is this certificate on two machines, or the state lost?");
      loser.end(REPLACED, "a newer session of this node took its place");
    }
    if (loser != this) {
      LOG.debug("{} connected from {} as {}", visitor.identity(), visitor.address(), admitted);
      door.listener().ready(admitted);
    }
  }

  private boolean current() {
    return seat != null && seat.heldBy(this);
  }

  private void tell(UUID there, Heard.Understood message) {
    if (ended || !current()) {
      return;
    }
    if (stock()) {
      report(there, message);
      return;
    }
    NodeListener listener = door.listener();
    seen(there);
    acceptsState = message.acceptsState();
    acceptsPackages =
        (message.message().getCapabilities()
                & Opamp.AgentCapabilities.AgentCapabilities_AcceptsPackages_VALUE)
            != 0;
    if (message.askFullState()) {
      outbox.askFullState();
    }
    if (message.message().hasPackageStatuses()) {
      listener.packages(there, message.message().getPackageStatuses());
    }
    Description description = message.description();
    if (description != null) {
      listener.described(
          there, description.facts(), description.connectorVersion(), description.simulated());
    }
    RemoteConfigReport report = message.report();
    if (report != null) {
      outbox.holds(report.stateHash());
      listener.status(there, report);
    }
    if (message.observed() != null) {
      listener.observed(there, message.observed());
    }
    if (!message.events().isEmpty()) {
      outbox.acknowledge(listener.events(there, message.events()));
    }
    if (message.reply() != null) {
      listener.answered(there, message.reply());
    }
    if (message.console() != null) {
      listener.answered(there, message.console());
    }
    if (message.leaving()) {
      wire.close(1000, "goodbye");
    }
  }

  /** What a stock agent says. */
  private void report(UUID there, Heard.Understood message) {
    seen(there);
    acceptsState = message.acceptsState();
    if (message.askFullState()) {
      outbox.askFullState();
    }
    if (message.report() != null) {
      outbox.holds(message.report().stateHash());
    }
    AgentReport report = AgentReading.report(instanceUid, type, message);
    if (!report.empty()) {
      door.listener().agentReported(there, report);
    }
    if (message.leaving()) {
      wire.close(1000, "goodbye");
    }
  }

  private void seen(UUID there) {
    if (current()) {
      door.listener().seen(there, door.clock().instant());
    }
  }

  private void over() {
    ended = true;
    inLanes(
        there -> {
          if (seat != null && seat.leave(this)) {
            LOG.debug("{} disconnected", visitor.identity());
          }
        });
  }

  /** Runs a task in the lanes, if the node is known. */
  private void inLanes(Consumer<UUID> task) {
    UUID there = node;
    if (there != null) {
      door.identities().run(visitor.key(), () -> door.nodes().run(there, () -> task.accept(there)));
    }
  }

  private void refuse(Refusal refusal, String reason) {
    door.meters().refused(refusal);
    LOG.info("{} from {} is refused: {}", visitor.identity(), visitor.address(), reason);
    turnAway(ServerErrorResponseType.ServerErrorResponseType_BadRequest, reason);
  }

  private void turnAway(ServerErrorResponseType type, String reason) {
    outbox.error(type, reason);
    boolean later = type == ServerErrorResponseType.ServerErrorResponseType_Unavailable;
    end(later ? TRY_AGAIN_LATER : POLICY, reason);
  }
}
