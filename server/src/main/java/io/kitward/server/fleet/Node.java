package io.kitward.server.fleet;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A server under management.
 *
 * @param certname its identity: the common name of its client certificate
 * @param issuer the CA that this name is bound to
 * @param simulated true for one of a simulated fleet
 * @param facts what it reports of itself, by dotted path; self-asserted
 * @param connectorVersion empty until a connector was seen
 * @param revision rises with every change of its tags or facts
 */
public record Node(
    UUID id,
    String certname,
    String issuer,
    boolean simulated,
    Map<String, String> facts,
    String connectorVersion,
    Instant createdAt,
    long revision) {}
