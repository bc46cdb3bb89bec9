package io.kitward.server.vouch;

import java.time.Instant;
import java.util.Optional;

/**
 * A key that a compiler signs proofs with.
 *
 * @param kid lower-case hexadecimal SHA-256 of its SubjectPublicKeyInfo
 * @param certname the compiler
 * @param issuer the CA of the certificate that it was enrolled with
 * @param serial that certificate's, in hexadecimal
 * @param retiredAt when another key took its place
 */
public record VoucherKey(
    String kid,
    String certname,
    String issuer,
    String serial,
    P256Key key,
    Instant enrolledAt,
    Optional<Instant> retiredAt) {}
