/** How long a person waits for the command line. */
@NullMarked
package io.kitward.bench.cli;

import org.jspecify.annotations.NullMarked;
