/** Tests of the console: its values, its rendering, and its pages over a real server. */
@NullMarked
package io.kitward.server.console;

import org.jspecify.annotations.NullMarked;
