/**
 * Icinga 2: hosts and services through its API, and what of a host cannot be changed there through
 * a package of configuration (ADR 0022).
 */
@NullMarked
package io.kitward.server.backend.icinga;

import org.jspecify.annotations.NullMarked;
