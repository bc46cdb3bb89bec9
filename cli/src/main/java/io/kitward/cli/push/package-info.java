/** Installing the connector on machines over SSH. Loaded only by {@code kitward node push}. */
@NullMarked
package io.kitward.cli.push;

import org.jspecify.annotations.NullMarked;
