/**
 * Which selectors pick a node, and which nodes a selector picks: both without asking each of them.
 * What the answer must be is said by {@link io.kitward.selector.Selector#matches} alone.
 */
@NullMarked
package io.kitward.selector.index;

import org.jspecify.annotations.NullMarked;
