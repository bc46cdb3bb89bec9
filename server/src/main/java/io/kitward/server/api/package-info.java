/**
 * The API: one table of routes, one table of errors, handlers that turn a request value into a
 * response value, and the two doors that only adapt.
 */
@NullMarked
package io.kitward.server.api;

import org.jspecify.annotations.NullMarked;
