/** Consoles of this node's site, which the server reaches through this connector alone. */
@NullMarked
package io.kitward.connector.relay;

import org.jspecify.annotations.NullMarked;
