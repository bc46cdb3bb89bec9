@NullMarked
package io.kitward.lab;

import org.jspecify.annotations.NullMarked;
