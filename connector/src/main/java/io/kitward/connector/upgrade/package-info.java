/** The connector's own next version: offered, verified, installed, and taken back if it fails. */
@NullMarked
package io.kitward.connector.upgrade;

import org.jspecify.annotations.NullMarked;
