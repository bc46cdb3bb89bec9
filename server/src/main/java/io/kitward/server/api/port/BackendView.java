package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A console and how it stands.
 *
 * @param type as the document says, for instance {@code prometheus}
 * @param keepsHosts whether it has a record of each node, which a ledger compares
 * @param url where Kitward asks it, or sends what it is told; empty when it does neither
 * @param through the node whose connector asks it there, by certname; empty: Kitward does
 * @param status {@code ok}, {@code unreachable}, {@code unknown} (not asked yet) or {@code
 *     not-asked} (a console that cannot be asked, or a receiver that was sent nothing yet)
 * @param since when the status became what it is; null while it was never asked
 * @param message a sentence about the status; empty when there is nothing to say
 * @param registered instances that are to be known to it
 * @param proven instances whose data it really receives
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackendView(
    String name,
    String type,
    boolean keepsHosts,
    String url,
    String through,
    String status,
    @Nullable Instant since,
    String message,
    int registered,
    int proven) {}
