/** The demo: the mission's scenario, told step by step. */
@NullMarked
package io.kitward.lab.demo;

import org.jspecify.annotations.NullMarked;
