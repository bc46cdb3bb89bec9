/** What people see and do in the console, in Chromium. */
@NullMarked
package io.kitward.browser;

import org.jspecify.annotations.NullMarked;
