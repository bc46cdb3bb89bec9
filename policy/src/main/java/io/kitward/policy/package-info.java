/**
 * Documents, and how they and a node's tags resolve to the node's desired state. Pure values and
 * functions.
 */
@NullMarked
package io.kitward.policy;

import org.jspecify.annotations.NullMarked;
