/**
 * What all consoles have in common that keep a record for each node: what they shall have, what
 * they have, the difference (pure), and a driver for each kind.
 */
@NullMarked
package io.kitward.server.backend.driver;

import org.jspecify.annotations.NullMarked;
