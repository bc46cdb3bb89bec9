/**
 * The tag endpoint of a real server process over mutual TLS, as Puppet runs call it: unchanged
 * requests, declarations with something new, and certificates that are taken back.
 */
@NullMarked
package io.kitward.bench.tags;

import org.jspecify.annotations.NullMarked;
