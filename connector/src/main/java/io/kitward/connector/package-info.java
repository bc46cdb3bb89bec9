@NullMarked
package io.kitward.connector;

import org.jspecify.annotations.NullMarked;
