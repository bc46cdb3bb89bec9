/**
 * Where everything that must outlive a crash is kept: PostgreSQL, its transactions, and secrets
 * encrypted at rest.
 */
@NullMarked
package io.kitward.server.store;

import org.jspecify.annotations.NullMarked;
