package io.kitward.server.channel;

import java.util.List;
import java.util.Map;

/**
 * One whole HTTP request of a node.
 *
 * @param uri path and query as they came, still encoded
 * @param headers lower-case names to values in the order sent
 * @param body at most {@link DoorLimits#maxBody()} bytes; empty when there is none
 */
// A body is bytes that are handed over once: a copy of up to 10 MiB for each accessor call is
// waste.
@SuppressWarnings("ArrayRecordComponent")
public record NodeHttpRequest(
    String method,
    String uri,
    Map<String, List<String>> headers,
    byte[] body,
    NodeIdentity identity) {}
