package io.kitward.server.api.port;

import java.time.Instant;

/**
 * Something that happened.
 *
 * @param id rises with each event in the order in which readers may rely on
 * @param node empty when it concerns no single node
 * @param service empty when it concerns no single service
 * @param kind a stable word in CamelCase
 * @param message a sentence, without file contents or secrets
 */
public record EventView(
    long id, Instant at, String node, String service, String kind, String message) {}
