/** Tests of the command against canned answers of the API. */
@NullMarked
package io.kitward.cli;

import org.jspecify.annotations.NullMarked;
