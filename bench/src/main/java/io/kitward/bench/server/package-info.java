/** The whole way through one server, from a tag request to the channel, at the size of a fleet. */
@NullMarked
package io.kitward.bench.server;

import org.jspecify.annotations.NullMarked;
