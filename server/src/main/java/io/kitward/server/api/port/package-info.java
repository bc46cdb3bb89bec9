/**
 * What the API needs of the rest of the server: narrow interfaces, and the views and outcomes that
 * go through them. Each read is one consistent moment; each command is one transaction that is
 * durable when the call returns. All of them throw {@code StoreUnavailableException} when the store
 * does not answer.
 */
@NullMarked
package io.kitward.server.api.port;

import org.jspecify.annotations.NullMarked;
