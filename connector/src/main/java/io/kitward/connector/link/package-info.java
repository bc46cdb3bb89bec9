/** The conversation with the server: OpAMP over a WebSocket with mutual TLS. */
@NullMarked
package io.kitward.connector.link;

import org.jspecify.annotations.NullMarked;
