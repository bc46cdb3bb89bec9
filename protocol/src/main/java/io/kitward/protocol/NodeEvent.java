package io.kitward.protocol;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;

/**
 * Something that happened on a node, in the connector's own durable journal. Events are sent until
 * the server acknowledged their sequence number, so each is delivered at least once, in order.
 *
 * @param sequence rises by one with each event of one connector
 * @param at the node's clock
 * @param service the instance concerned; empty for the node itself
 * @param generation the desired state that was being carried out
 * @param message a sentence for people, without any file content
 */
public record NodeEvent(
    long sequence, Instant at, String service, Kind kind, long generation, String message) {

  /** What happened. */
  public enum Kind {
    /** A new desired state was accepted and made durable. */
    RECEIVED,
    /** A desired state was refused: older, or beyond the node's own limits. */
    REFUSED,
    /** What was there before the first touch is recorded. */
    RECORDED,
    /** The first change on the node for this generation is about to be made. */
    ACTING,
    INSTALLED,
    CONFIGURED,
    STARTED,
    HEALTHY,
    /** Something differs from what is desired. */
    DRIFTED,
    /** The difference is mended and the service is healthy again. */
    REPAIRED,
    FAILED,
    REMOVED,
    /** The connector is another version now, and reached the server. */
    UPGRADED,
    /** Another version of the connector failed, and the former one is back. */
    RETURNED,
    /** Off-boarding kept something; the message says why. */
    KEPT,
    /** A rung of the repair ladder was taken: what was done, why, and how it ended. */
    TRIED,
    /** The connector does not repair the service by itself any more, or only seldom. */
    GAVE_UP,
    /** Somebody or something keeps undoing repairs: from now on they are seldom. */
    FLAPPING,
    /** systemd itself started a unit again after it fell over. */
    RESTARTED_BY_SYSTEMD,
    /** Nothing is changed for the service until the suspension ends. */
    SUSPENDED,
    /** The service is looked after again. */
    RESUMED,
    /** What a newer connector says and this side has no word for. */
    @JsonEnumDefaultValue
    OTHER
  }
}
