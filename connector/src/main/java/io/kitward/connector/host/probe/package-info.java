/** Tries whether a service really works. Time and memory of each try are bounded. */
@NullMarked
package io.kitward.connector.host.probe;

import org.jspecify.annotations.NullMarked;
