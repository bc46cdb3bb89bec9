package io.kitward.server.api.port;

/**
 * Text that holds documents: a YAML stream. JSON is YAML, so a single JSON document is one too.
 *
 * @param name the file's name for messages; empty when there is none
 */
public record DocumentSource(String name, String text) {}
