package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether Kitward leaves a service alone on a node.
 *
 * @param service empty for all services of the node
 * @param until when that ends by itself; null while it is looked after
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SuspensionView(
    String node, String service, boolean suspended, @Nullable Instant until) {}
