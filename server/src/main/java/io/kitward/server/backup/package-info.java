/**
 * Backups of a server whose PostgreSQL is not the embedded one: what is in the database, and the
 * keys beside it; and the way back.
 */
@NullMarked
package io.kitward.server.backup;

import org.jspecify.annotations.NullMarked;
