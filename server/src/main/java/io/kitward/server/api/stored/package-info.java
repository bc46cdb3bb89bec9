/** The API's ports over the store: each read is one snapshot, each command one transaction. */
@NullMarked
package io.kitward.server.api.stored;

import org.jspecify.annotations.NullMarked;
