/** Where the connector's log lines go: to the journal, one line each, with their priority. */
@NullMarked
package io.kitward.connector.log;

import org.jspecify.annotations.NullMarked;
