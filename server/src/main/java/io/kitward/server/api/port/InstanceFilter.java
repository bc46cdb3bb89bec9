package io.kitward.server.api.port;

import io.kitward.selector.Selector;
import io.kitward.server.desired.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Which instances; what is null does not narrow.
 *
 * @param selector over the node's effective tags
 */
public record InstanceFilter(
    @Nullable String node,
    @Nullable String service,
    @Nullable Phase phase,
    @Nullable Selector selector) {}
