/** What the connector needs from the machine it lives on. */
@NullMarked
package io.kitward.connector.host;

import org.jspecify.annotations.NullMarked;
