/**
 * Notifications by webhook and e-mail: who is told of which exception, when, and how it is signed.
 */
@NullMarked
package io.kitward.server.notify;

import org.jspecify.annotations.NullMarked;
