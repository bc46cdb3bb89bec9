/** A small fleet in memory behind the API's ports, to look at the console and to test it. */
@NullMarked
package io.kitward.server.console.sample;

import org.jspecify.annotations.NullMarked;
