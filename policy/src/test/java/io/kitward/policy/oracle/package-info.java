/** An independent, slow and obvious reading of the documents, and random worlds to compare on. */
@NullMarked
package io.kitward.policy.oracle;

import org.jspecify.annotations.NullMarked;
