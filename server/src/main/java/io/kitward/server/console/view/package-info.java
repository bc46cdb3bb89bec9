/** What the console's templates show: values with their words, shapes and links already chosen. */
@NullMarked
package io.kitward.server.console.view;

import org.jspecify.annotations.NullMarked;
