/** Tests of what the console's templates are given. */
@NullMarked
package io.kitward.server.console.view;

import org.jspecify.annotations.NullMarked;
