/** Tests of the census. */
@NullMarked
package io.kitward.server.census;

import org.jspecify.annotations.NullMarked;
