package io.kitward.server.backend;

import java.time.Instant;

/**
 * How a console stood when it was last asked.
 *
 * @param since when it became so
 * @param message why it is not reachable; empty when it is
 */
public record ConsoleStatus(boolean reachable, Instant since, String message) {}
