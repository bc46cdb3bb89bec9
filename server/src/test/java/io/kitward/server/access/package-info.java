/** Tests of the access check. */
@NullMarked
package io.kitward.server.access;

import org.jspecify.annotations.NullMarked;
