/** The fleet in memory, counted: for pages, completion and figures, never for decisions. */
@NullMarked
package io.kitward.server.census;

import org.jspecify.annotations.NullMarked;
