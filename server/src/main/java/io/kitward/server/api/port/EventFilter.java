package io.kitward.server.api.port;

import org.jspecify.annotations.Nullable;

/** Which events; what is null does not narrow. */
public record EventFilter(@Nullable String node, @Nullable String service) {}
