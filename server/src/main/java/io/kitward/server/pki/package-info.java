/**
 * Who is trusted: Kitward's own certificate authority, the Puppet CA, and the check of a node's
 * certificate at the door.
 */
@NullMarked
package io.kitward.server.pki;

import org.jspecify.annotations.NullMarked;
