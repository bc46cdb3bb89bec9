package io.kitward.server.backend.driver;

import java.net.URI;
import java.util.function.UnaryOperator;

/**
 * How a console is reached.
 *
 * @param name the Backend document's
 * @param user empty where a token is enough
 * @param credential the token or password as a reference {@code secret:NAME@VERSION}; empty when
 *     there is none
 * @param caPem certificates that the console's own must be signed by; empty: those that Java trusts
 * @param secrets gives a reference's value; asked when it is needed, and not kept
 */
public record ConsoleAccess(
    String name,
    URI url,
    String user,
    String credential,
    String caPem,
    UnaryOperator<String> secrets) {}
