/** The engines that Kitward is measured against, each set up as well as we could. */
@NullMarked
package io.kitward.bench.peer;

import org.jspecify.annotations.NullMarked;
