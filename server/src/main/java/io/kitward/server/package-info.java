@NullMarked
package io.kitward.server;

import org.jspecify.annotations.NullMarked;
