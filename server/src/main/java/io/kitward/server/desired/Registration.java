package io.kitward.server.desired;

import io.kitward.protocol.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An instance's record in one console.
 *
 * @param fields what the console needs of it, for instance its port
 * @param since when Kitward began to offer it to the console: proof must be younger
 * @param conditions Registered and Proven, as last seen there
 */
public record Registration(
    UUID instance,
    String backend,
    Map<String, String> fields,
    Instant since,
    List<Condition> conditions) {}
