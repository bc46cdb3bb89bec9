package io.kitward.server.channel;

import java.time.Duration;

/**
 * How much the door takes, and for how long it waits.
 *
 * @param maxBody bytes of an HTTP request's body
 * @param maxMessage bytes of an OpAMP message, in both directions
 * @param handshakeTimeout for the TLS handshake
 * @param requestTimeout from the handshake, or the last answer, until a whole request is there;
 *     from the upgrade until the first OpAMP message; for a chunk of an answer to be taken
 * @param pingInterval between WebSocket pings; a session ends after three that bring no sign of
 *     life
 * @param connectionsPerNode at the same time with one certname, so that no node can use up the door
 * @param concurrentCalls calls of the listener at the same time, so that a fleet that comes back at
 *     once queues here and not in the store
 * @param admissionTimeout how long a new session waits for such a call before it is told to come
 *     back later
 * @param pollTimeout how long an agent that polls may stay away before it counts as gone
 * @param drainTimeout how long closing the door waits for work that has begun
 */
public record DoorLimits(
    int maxBody,
    int maxMessage,
    Duration handshakeTimeout,
    Duration requestTimeout,
    Duration pingInterval,
    int connectionsPerNode,
    int concurrentCalls,
    Duration admissionTimeout,
    Duration pollTimeout,
    Duration drainTimeout) {

  /** Bytes of a request line. */
  static final int REQUEST_LINE = 8 * 1024;

  /** Bytes of all headers of a request. */
  static final int HEADERS = 16 * 1024;

  /** The limits that hold unless somebody says otherwise. */
  public static DoorLimits standard() {
    return new DoorLimits(
        10 * 1024 * 1024,
        4 * 1024 * 1024,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(20),
        16,
        16, // fewer than the store has connections
        Duration.ofSeconds(20),
        Duration.ofSeconds(100), // three times the 30 s at which stock agents poll
        Duration.ofSeconds(10));
  }

  /** The same limits with another interval between pings. */
  public DoorLimits withPingInterval(Duration interval) {
    return new DoorLimits(
        maxBody,
        maxMessage,
        handshakeTimeout,
        requestTimeout,
        interval,
        connectionsPerNode,
        concurrentCalls,
        admissionTimeout,
        pollTimeout,
        drainTimeout);
  }

  /** The same limits with another time for requests. */
  public DoorLimits withRequestTimeout(Duration timeout) {
    return new DoorLimits(
        maxBody,
        maxMessage,
        handshakeTimeout,
        timeout,
        pingInterval,
        connectionsPerNode,
        concurrentCalls,
        admissionTimeout,
        pollTimeout,
        drainTimeout);
  }

  /** The same limits with another time for agents that poll. */
  public DoorLimits withPollTimeout(Duration timeout) {
    return new DoorLimits(
        maxBody,
        maxMessage,
        handshakeTimeout,
        requestTimeout,
        pingInterval,
        connectionsPerNode,
        concurrentCalls,
        admissionTimeout,
        timeout,
        drainTimeout);
  }
}
