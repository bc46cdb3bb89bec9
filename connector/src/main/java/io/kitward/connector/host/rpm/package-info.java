/** The package systems of the RPM family: one database, and dnf or zypper to change it. */
@NullMarked
package io.kitward.connector.host.rpm;

import org.jspecify.annotations.NullMarked;
