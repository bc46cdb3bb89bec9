@NullMarked
package io.kitward.protocol;

import org.jspecify.annotations.NullMarked;
