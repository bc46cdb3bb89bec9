@NullMarked
package io.kitward.policy;

import org.jspecify.annotations.NullMarked;
