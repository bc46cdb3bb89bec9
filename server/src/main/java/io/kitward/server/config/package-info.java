/**
 * The server's configuration, from file, environment and flags, each value with where it came from.
 */
@NullMarked
package io.kitward.server.config;

import org.jspecify.annotations.NullMarked;
