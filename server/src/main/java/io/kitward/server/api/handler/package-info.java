/** The operations of the API, a file each, and the table that names them all. */
@NullMarked
package io.kitward.server.api.handler;

import org.jspecify.annotations.NullMarked;
