/**
 * How machines without Puppet join: tokens, requests, and the certificates that they were given.
 */
@NullMarked
package io.kitward.server.join;

import org.jspecify.annotations.NullMarked;
