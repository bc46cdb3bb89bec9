/**
 * The node's own configuration: where the server is, who the node is, and what no server may do
 * here.
 */
@NullMarked
package io.kitward.connector.config;

import org.jspecify.annotations.NullMarked;
