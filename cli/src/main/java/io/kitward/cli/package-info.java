@NullMarked
package io.kitward.cli;

import org.jspecify.annotations.NullMarked;
