/** Simulated nodes: real connectors over the node door on machines that exist only in memory. */
@NullMarked
package io.kitward.lab.simulate;

import org.jspecify.annotations.NullMarked;
