/** The machine as Debian and systemd present it. */
@NullMarked
package io.kitward.connector.host.debian;

import org.jspecify.annotations.NullMarked;
