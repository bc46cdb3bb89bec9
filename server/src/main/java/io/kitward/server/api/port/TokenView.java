package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An API token, without its value. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenView(
    String name, String role, Instant createdAt, String createdBy, @Nullable Instant revokedAt) {}
