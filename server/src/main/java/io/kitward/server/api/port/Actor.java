package io.kitward.server.api.port;

import io.kitward.server.access.Principal;

/**
 * Who gives a command, for the audit trail: written in the transaction of the command itself.
 *
 * @param ticket of the change that it belongs to, such as {@code CHG123}; empty: none was given
 */
public record Actor(Principal principal, String requestId, String ticket) {

  /** Somebody who names no change. */
  public Actor(Principal principal, String requestId) {
    this(principal, requestId, "");
  }

  /** The same with this ticket, unless there is one. */
  public Actor orTicket(String other) {
    return ticket.isEmpty() ? new Actor(principal, requestId, other) : this;
  }
}
