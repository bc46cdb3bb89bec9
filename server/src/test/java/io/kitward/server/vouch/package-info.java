/** Which proofs count. */
@NullMarked
package io.kitward.server.vouch;

import org.jspecify.annotations.NullMarked;
