/** Who is what: nodes, their tags by source, their facts. */
@NullMarked
package io.kitward.server.fleet;

import org.jspecify.annotations.NullMarked;
