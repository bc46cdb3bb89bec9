/** What a person asks of this node through the server: look, hand over logs, leave alone. */
@NullMarked
package io.kitward.connector.operation;

import org.jspecify.annotations.NullMarked;
