package io.kitward.server.config;

/**
 * One value with where it stands.
 *
 * @param origin for instance {@code server.yaml:3:7}, {@code environment KITWARD_PEOPLE_PORT} or
 *     {@code flag --people.port}
 */
public record Setting(String key, String value, String origin) {}
