/**
 * Whose word counts for what a node's Puppet run carries to Kitward: compilers and their proofs.
 */
@org.jspecify.annotations.NullMarked
package io.kitward.server.vouch;
