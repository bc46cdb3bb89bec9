/** What each node shall have, and why: documents, and reconciling a node with them. */
@NullMarked
package io.kitward.server.desired;

import org.jspecify.annotations.NullMarked;
