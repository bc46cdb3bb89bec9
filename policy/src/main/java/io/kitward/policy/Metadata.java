package io.kitward.policy;

/**
 * What every document says of itself: its name (RFC 1123 label) and a description, empty when there
 * is none.
 */
public record Metadata(String name, String description) {}
