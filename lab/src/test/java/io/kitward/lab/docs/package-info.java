/** The documentation as its readers use it: its pages, their commands, and what these print. */
@NullMarked
package io.kitward.lab.docs;

import org.jspecify.annotations.NullMarked;
