/**
 * A node's tags: what counts of what sources say and rules derive, and the state of a fleet's tags.
 * Pure values and functions.
 */
@NullMarked
package io.kitward.policy.tags;

import org.jspecify.annotations.NullMarked;
