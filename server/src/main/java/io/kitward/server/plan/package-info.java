/** What a change would do, looked at before it is made: computed, kept, and compared again. */
@NullMarked
package io.kitward.server.plan;

import org.jspecify.annotations.NullMarked;
