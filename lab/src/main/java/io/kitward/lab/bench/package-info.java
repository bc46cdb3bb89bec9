/** Measurements on real hosts. */
@NullMarked
package io.kitward.lab.bench;

import org.jspecify.annotations.NullMarked;
