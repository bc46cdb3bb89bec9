package io.kitward.server.api.port;

import java.time.Instant;
import java.util.Map;

/**
 * A stored document at one revision.
 *
 * @param revision rises by one with each change of this document, from 1
 * @param hash SHA-256 of the canonical form, 64 hexadecimal digits
 * @param document all of it: apiVersion, kind, metadata, spec
 */
public record DocumentView(
    String kind,
    String name,
    String description,
    long revision,
    String hash,
    Instant changedAt,
    String changedBy,
    Map<String, Object> document) {}
