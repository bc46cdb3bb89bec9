/** How a person on the node talks with the running connector. */
@NullMarked
package io.kitward.connector.control;

import org.jspecify.annotations.NullMarked;
