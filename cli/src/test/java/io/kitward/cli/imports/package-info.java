@NullMarked
package io.kitward.cli.imports;

import org.jspecify.annotations.NullMarked;
