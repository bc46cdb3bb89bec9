/**
 * The node door: mutual TLS for nodes, with OpAMP over WebSocket for their connectors and HTTP for
 * the API. {@link io.kitward.server.channel.NodeDoor} opens it.
 */
@NullMarked
package io.kitward.server.channel;

import org.jspecify.annotations.NullMarked;
