package io.kitward.server.console;

/**
 * What the page to sign in shows.
 *
 * @param next where to go then, an address within the console
 * @param csrf the form's own token
 * @param fault what went wrong; empty at first
 * @param waitSeconds how long until the next attempt; 0 when it may come at once
 */
public record SignInView(String next, String csrf, String fault, long waitSeconds) {}
