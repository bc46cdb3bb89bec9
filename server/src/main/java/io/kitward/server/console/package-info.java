/**
 * The console: pages rendered on the server, live by one stream of fragments, signed in by cookie.
 */
@NullMarked
package io.kitward.server.console;

import org.jspecify.annotations.NullMarked;
