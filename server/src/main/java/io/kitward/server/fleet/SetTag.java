package io.kitward.server.fleet;

import io.kitward.selector.Tag;
import java.time.Instant;

/** A tag as one source attached it. */
public record SetTag(Tag tag, Source source, String setBy, Instant setAt) {}
