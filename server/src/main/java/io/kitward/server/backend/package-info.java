/** Consoles: discovery, registration and proof. */
@NullMarked
package io.kitward.server.backend;

import org.jspecify.annotations.NullMarked;
