/** Notices within a second that something on the node changed. */
@NullMarked
package io.kitward.connector.watch;

import org.jspecify.annotations.NullMarked;
