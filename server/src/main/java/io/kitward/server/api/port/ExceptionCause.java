package io.kitward.server.api.port;

import java.time.Instant;

/**
 * Exceptions that have one cause: the same kind, service and words.
 *
 * @param cause stands for it in addresses and filters
 * @param newest the id of the newest of them
 * @param node the node of the newest; empty when it concerns several
 * @param service empty when it concerns several
 * @param message the words of the newest
 * @param count how many there are
 * @param since when the oldest of them opened
 * @param assignee whose they are; empty when they are nobody's, or of several
 */
public record ExceptionCause(
    String cause,
    String newest,
    String kind,
    String node,
    String service,
    String message,
    int count,
    Instant since,
    String assignee) {}
