/** Who asks, what they want to do to what, and the one check that decides whether they may. */
@NullMarked
package io.kitward.server.access;

import org.jspecify.annotations.NullMarked;
