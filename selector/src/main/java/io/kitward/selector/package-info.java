@NullMarked
package io.kitward.selector;

import org.jspecify.annotations.NullMarked;
