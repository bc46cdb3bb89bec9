/** From what is desired and what is seen to steps, and the shell that takes them. */
@NullMarked
package io.kitward.connector.apply;

import org.jspecify.annotations.NullMarked;
