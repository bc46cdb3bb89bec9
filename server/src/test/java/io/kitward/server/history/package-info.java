/** Tests of what was. */
@NullMarked
package io.kitward.server.history;

import org.jspecify.annotations.NullMarked;
