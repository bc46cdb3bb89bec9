/** What was on which node, and until when; figures over time; how long all that is kept. */
@NullMarked
package io.kitward.server.history;

import org.jspecify.annotations.NullMarked;
