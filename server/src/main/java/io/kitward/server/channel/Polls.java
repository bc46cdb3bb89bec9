package io.kitward.server.channel;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kitward.server.channel.DoorMeters.Refusal;
import io.kitward.server.channel.Inbox.Item;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import opamp.proto.v1.Opamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents that poll, by certname and instance: a session is kept from one request to the next,
 * and ends when the agent stays away. Thread-safe.
 */
final class Polls {

  private static final Logger LOG = LoggerFactory.getLogger(Polls.class);

  /** One agent behind one certname. */
  private record Place(Visitor.Key visitor, ByteString instanceUid) {}

  /** A request that is no OpAMP message, or one too many. */
  static final class Refused extends RuntimeException {
    private final DoorProblem problem;

    Refused(DoorProblem problem, String detail) {
      super(detail);
      this.problem = problem;
    }

    DoorProblem problem() {
      return problem;
    }
  }

  private final ConcurrentMap<Place, Poll> polls = new ConcurrentHashMap<>();
  private final ConcurrentMap<Visitor.Key, Integer> held = new ConcurrentHashMap<>();

  /**
   * Takes a request's message.
   *
   * @param wait how long the answer may wait for something to say
   * @param timer where the waiting ends
   * @param answer called exactly once, on any thread
   * @throws Refused when it cannot be taken, and then no answer comes
   */
  void hear(
      DoorParts door,
      Visitor visitor,
      byte[] body,
      Duration wait,
      ScheduledExecutorService timer,
      Consumer<Poll.Answer> answer) {
    Opamp.AgentToServer message;
    try {
      message = Opamp.AgentToServer.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new Refused(
          DoorProblem.REQUEST_MALFORMED, "no AgentToServer message: " + Plain.reason(e));
    }
    if (message.getInstanceUid().size() != 16) {
      throw new Refused(
          DoorProblem.REQUEST_MALFORMED,
          "instance_uid has " + message.getInstanceUid().size() + " bytes, not 16");
    }
    var place = new Place(visitor.key(), message.getInstanceUid());
    Poll poll = polls.computeIfAbsent(place, _ -> begun(door, visitor, place));
    poll.hear(new Item.Message(message, body.length, () -> {}), wait, timer, answer);
  }

  private Poll begun(DoorParts door, Visitor visitor, Place place) {
    int atMost = door.limits().connectionsPerNode();
    if (held.merge(visitor.key(), 1, Integer::sum) > atMost) {
      gone(visitor.key());
      door.meters().refused(Refusal.CONNECTIONS);
      LOG.info("{} has {} agents that poll already", visitor.identity(), atMost);
      throw new Refused(
          DoorProblem.TOO_MANY_AGENTS,
          "%d agents poll with this certificate already".formatted(atMost));
    }
    return new Poll(
        door,
        visitor,
        () -> {
          if (polls.remove(place) != null) {
            gone(visitor.key());
          }
        });
  }

  private void gone(Visitor.Key visitor) {
    held.computeIfPresent(visitor, (_, count) -> count == 1 ? null : count - 1);
  }

  /** Ends the sessions of agents that stayed away. */
  void expire(Duration limit) {
    polls
        .values()
        .forEach(
            poll -> {
              if (poll.silent(limit)) {
                LOG.debug("{} does not poll any more", poll.visitor().identity());
                poll.session().end(Session.POLICY, "nothing heard for " + limit);
              }
            });
  }

  /** Ends the sessions of agents whose certificate is refused now; says how many. */
  int recheck(DoorParts door) {
    int count = 0;
    for (Poll poll : polls.values()) {
      Optional<String> refusal = poll.visitor().refusal(door.config().refusal());
      if (refusal.isPresent()) {
        door.meters().refused(Refusal.REVOKED);
        poll.session().end(Session.POLICY, refusal.get());
        count++;
      }
    }
    return count;
  }

  /** Ends all of them. */
  void close() {
    polls.values().forEach(poll -> poll.session().end(Session.POLICY, "the server is closing"));
  }
}
