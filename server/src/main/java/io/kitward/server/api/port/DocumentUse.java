package io.kitward.server.api.port;

/**
 * A document that names another.
 *
 * @param kind of the one that names
 * @param how {@code requires}, {@code forbids}, {@code contains}, {@code assigns} or {@code reads}
 */
public record DocumentUse(String kind, String name, String how) {}
