package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that was asked of a node.
 *
 * @param kind {@code check}, {@code logs}, {@code diagnostics}, {@code tools}, {@code suspend} or
 *     {@code resume}
 * @param service empty for all of them, or the node itself
 * @param state {@code sent}, {@code acknowledged}, {@code done}, {@code failed}, {@code
 *     not-supported}, {@code lost} or {@code overdue}
 * @param over whether nothing more comes
 * @param message a sentence for people; may be empty
 * @param contentType of the result; null while there is none
 * @param size of the result in bytes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperationView(
    String id,
    String certname,
    String kind,
    String service,
    String by,
    Instant askedAt,
    Instant deadline,
    String state,
    boolean over,
    String message,
    @Nullable String contentType,
    int size) {}
