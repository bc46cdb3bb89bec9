/**
 * The console in a real browser: Debian's Chromium, driven by Playwright, before real servers with
 * real and seeded fleets.
 *
 * <p>A module of its own, since Playwright's driver is a jar of 200 MB that nothing else needs: the
 * launcher builds it only for {@code kitward test browser} and {@code kitward bench gallery}. No
 * browser is downloaded; the driver comes through Maven like every library and lies in the local
 * repository afterwards, so later runs need no network.
 */
@NullMarked
package io.kitward.browser;

import org.jspecify.annotations.NullMarked;
