/**
 * What a change of documents or tags would do to a fleet, before it is done. Pure values and
 * functions.
 */
@NullMarked
package io.kitward.policy.plan;

import org.jspecify.annotations.NullMarked;
