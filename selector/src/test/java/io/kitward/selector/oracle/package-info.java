/**
 * A second, slow and obvious reading of docs/reference/selectors.md, which shares nothing with the
 * real one: its own trees, printer and evaluator over plain maps.
 */
@NullMarked
package io.kitward.selector.oracle;

import org.jspecify.annotations.NullMarked;
