@NullMarked
package io.kitward.server.notify;

import org.jspecify.annotations.NullMarked;
