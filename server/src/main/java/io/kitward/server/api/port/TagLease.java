package io.kitward.server.api.port;

import io.kitward.selector.Tag;
import java.time.Instant;

/** A tag that ends by itself: from that instant on it no longer counts. */
public record TagLease(Tag tag, Instant expires) {}
