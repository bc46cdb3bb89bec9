/** The store, tried on a real PostgreSQL. */
@NullMarked
package io.kitward.server.store;

import org.jspecify.annotations.NullMarked;
