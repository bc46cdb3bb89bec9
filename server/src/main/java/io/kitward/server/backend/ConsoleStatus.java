package io.kitward.server.backend;

import java.time.Instant;

/**
 * How a console stood when it was last asked, or a receiver when it was last sent something.
 *
 * @param since when it became so
 * @param message why it is not reachable, or what else is wrong; empty when there is nothing to say
 */
public record ConsoleStatus(boolean reachable, Instant since, String message) {}
