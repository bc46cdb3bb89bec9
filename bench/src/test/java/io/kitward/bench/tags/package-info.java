@NullMarked
package io.kitward.bench.tags;

import org.jspecify.annotations.NullMarked;
