/** D-Bus, as far as a program needs it that asks systemd and hears what it says. */
@NullMarked
package io.kitward.connector.host.bus;

import org.jspecify.annotations.NullMarked;
