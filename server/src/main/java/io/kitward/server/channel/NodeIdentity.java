package io.kitward.server.channel;

/**
 * Who stands at the node door, by its verified certificate.
 *
 * @param certname the one common name of the certificate's subject
 * @param issuer the issuer's distinguished name, as in RFC 2253
 * @param serial the serial number in lower-case hexadecimal, without leading zeros
 */
public record NodeIdentity(String certname, String issuer, String serial) {}
