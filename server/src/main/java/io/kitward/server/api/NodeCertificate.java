package io.kitward.server.api;

import java.time.Instant;
import java.util.Map;

/**
 * The verified certificate that a request came with.
 *
 * @param certname the CN
 * @param issuer the DN of the CA that signed it
 * @param serial in lower-case hexadecimal
 * @param notBefore from when on it is valid: of two of one node the later one tells
 * @param extensions Puppet's trusted extensions in it, by name or OID
 */
public record NodeCertificate(
    String certname,
    String issuer,
    String serial,
    Instant notBefore,
    Map<String, String> extensions) {}
