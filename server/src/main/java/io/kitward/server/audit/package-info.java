/** Who did what, when, with which outcome. */
@NullMarked
package io.kitward.server.audit;

import org.jspecify.annotations.NullMarked;
