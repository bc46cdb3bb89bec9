/** The fleets and policies that are measured, drawn from seeds and free of any engine's types. */
@NullMarked
package io.kitward.bench.fleet;

import org.jspecify.annotations.NullMarked;
