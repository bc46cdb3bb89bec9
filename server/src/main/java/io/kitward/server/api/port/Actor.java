package io.kitward.server.api.port;

import io.kitward.server.access.Principal;

/** Who gives a command, for the audit trail: written in the transaction of the command itself. */
public record Actor(Principal principal, String requestId) {}
