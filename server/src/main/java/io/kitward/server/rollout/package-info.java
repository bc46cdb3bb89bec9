/**
 * What may go to the nodes now: release at once, at most so many nodes at a time, the brake on
 * removals.
 */
@NullMarked
package io.kitward.server.rollout;

import org.jspecify.annotations.NullMarked;
