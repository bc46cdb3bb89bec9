/** The queue of keys that reconciling works on, and the one place that decides retries. */
@NullMarked
package io.kitward.server.reconcile;

import org.jspecify.annotations.NullMarked;
