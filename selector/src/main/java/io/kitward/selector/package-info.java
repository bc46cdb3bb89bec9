/**
 * The selector language: tags, conditions on them, and clear errors. Pure values, no dependencies.
 */
@NullMarked
package io.kitward.selector;

import org.jspecify.annotations.NullMarked;
