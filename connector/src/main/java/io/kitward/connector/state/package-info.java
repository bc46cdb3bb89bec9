/**
 * What the connector keeps on disk: the desired state, its journal and what was there before it
 * came.
 */
@NullMarked
package io.kitward.connector.state;

import org.jspecify.annotations.NullMarked;
