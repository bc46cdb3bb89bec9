package io.kitward.server.channel;

import java.time.Instant;
import java.util.Map;

/**
 * Who stands at the node door, by its verified certificate.
 *
 * @param certname the one common name of the certificate's subject
 * @param issuer the issuer's distinguished name, as in RFC 2253
 * @param serial the serial number in lower-case hexadecimal, without leading zeros
 * @param notBefore from when on the certificate is valid
 * @param extensions Puppet's trusted extensions in it, by name or OID
 */
public record NodeIdentity(
    String certname,
    String issuer,
    String serial,
    Instant notBefore,
    Map<String, String> extensions) {}
