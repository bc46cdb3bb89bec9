/** Who gets in at the door and who does not. */
@NullMarked
package io.kitward.server.pki;

import org.jspecify.annotations.NullMarked;
