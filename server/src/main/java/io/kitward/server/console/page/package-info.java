/** The console's pages: each reads the ports and answers with a screen. */
@NullMarked
package io.kitward.server.console.page;

import org.jspecify.annotations.NullMarked;
