/**
 * Consoles that Kitward has no driver for: the requests of a Backend document, and how their
 * answers are read.
 */
@NullMarked
package io.kitward.server.backend.http;

import org.jspecify.annotations.NullMarked;
