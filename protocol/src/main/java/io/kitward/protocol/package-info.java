/**
 * What server and connector say to each other, as values; {@link io.kitward.protocol.OpAmp} maps
 * them onto OpAMP messages.
 */
@NullMarked
package io.kitward.protocol;

import org.jspecify.annotations.NullMarked;
