/** Tests of the API over both doors. */
@NullMarked
package io.kitward.server.api;

import org.jspecify.annotations.NullMarked;
