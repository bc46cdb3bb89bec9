/**
 * Benchmarks of the policy engine: both sides of each figure in one run, answers compared first.
 */
@NullMarked
package io.kitward.bench;

import org.jspecify.annotations.NullMarked;
