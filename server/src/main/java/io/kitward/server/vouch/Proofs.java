package io.kitward.server.vouch;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import io.kitward.policy.ParameterValue;
import io.kitward.protocol.Json;
import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** Reads signed tokens (JWS, RFC 7515) of compilers, and believes none that is not right. */
public final class Proofs {

  /** The longest token that is looked at. */
  public static final int LONGEST = 64 << 10;

  private static final String PROOF = "kitward-proof+jwt";
  private static final String ENROLMENT = "kitward-voucher+jwt";

  /** The order of P-256's group, in bits: any other curve is refused. */
  private static final int P256 = 256;

  private Proofs() {}

  /**
   * A proof, its signature checked with the key that it names.
   *
   * @param keys those that count now, by their id
   * @throws ProofException when it proves nothing
   */
  public static Proof read(String token, Function<String, Optional<VoucherKey>> keys)
      throws ProofException {
    JWSObject signed = parse(token, PROOF);
    String kid = Optional.ofNullable(signed.getHeader().getKeyID()).orElse("");
    VoucherKey key =
        keys.apply(kid)
            .orElseThrow(
                () ->
                    new ProofException(
                        "is signed with a key that is not enrolled here; does the compiler include"
                            + " kitward::voucher?"));
    check(signed, key.key());
    JsonNode claims = claims(signed);
    Instant issuedAt = instant(claims);
    if (!text(claims, "iss").equals(key.certname())) {
      throw new ProofException("names another compiler than its key");
    }
    if (key.retiredAt().map(issuedAt::isAfter).orElse(false)) {
      throw new ProofException("is signed with a key of " + key.certname() + " that was replaced");
    }
    return new Proof(
        key.certname(),
        key.issuer(),
        text(claims, "sub"),
        text(claims, "env"),
        issuedAt,
        claim(claims));
  }

  /**
   * The id of a key that a compiler wants to enrol, which it proves to hold.
   *
   * @param certname the compiler, by its certificate
   * @throws ProofException when it does not hold it, or not now
   */
  public static String enrolment(String token, ECPublicKey key, String certname, Instant now)
      throws ProofException {
    JWSObject signed = parse(token, ENROLMENT);
    check(signed, new P256Key(key));
    JsonNode claims = claims(signed);
    if (!text(claims, "sub").equals(certname)) {
      throw new ProofException("is not made for " + certname);
    }
    Instant issuedAt = instant(claims);
    if (issuedAt.isBefore(now.minus(Declared.SKEW)) || issuedAt.isAfter(now.plus(Declared.SKEW))) {
      throw new ProofException("was made at " + issuedAt + ", and now is " + now);
    }
    return kid(key);
  }

  /**
   * A P-256 public key from its DER.
   *
   * @throws ProofException when it is another thing
   */
  public static ECPublicKey key(byte[] der) throws ProofException {
    try {
      var key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
      if (key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == P256) {
        var _ = new P256Key(ec);
        return ec;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // The same words serve for what is no key and for a key of another kind.
    }
    throw new ProofException("is no P-256 public key");
  }

  /** The id of a key. */
  public static String kid(ECPublicKey key) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static JWSObject parse(String token, String type) throws ProofException {
    if (token.length() > LONGEST) {
      throw new ProofException("is longer than " + LONGEST + " characters");
    }
    try {
      JWSObject signed = JWSObject.parse(token);
      JWSHeader header = signed.getHeader();
      if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())
          || header.getType() == null
          || !header.getType().getType().equals(type)
          || header.getCriticalParams() != null) {
        throw new ProofException("is not a token of the kind " + type + " with ES256");
      }
      return signed;
    } catch (ParseException | IllegalArgumentException e) {
      throw new ProofException("is no signed token");
    }
  }

  private static void check(JWSObject signed, P256Key key) throws ProofException {
    try {
      if (!signed.verify(key)) {
        throw new ProofException("was changed: its signature does not fit");
      }
    } catch (JOSEException | IllegalStateException e) {
      throw new ProofException("has no readable signature");
    }
  }

  private static JsonNode claims(JWSObject signed) throws ProofException {
    try {
      JsonNode claims = Json.MAPPER.readTree(signed.getPayload().toBytes());
      if (claims.isObject()) {
        return claims;
      }
    } catch (JacksonException e) {
      // Said below.
    }
    throw new ProofException("holds no claims");
  }

  private static String text(JsonNode claims, String name) throws ProofException {
    JsonNode value = claims.path(name);
    if (!value.isString()) {
      throw new ProofException("lacks the claim " + name);
    }
    return value.asString();
  }

  private static Instant instant(JsonNode claims) throws ProofException {
    JsonNode value = claims.path("iat");
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new ProofException("lacks the claim iat");
    }
    long seconds = value.asLong();
    if (seconds < 0 || seconds > Instant.MAX.getEpochSecond() / 2) {
      throw new ProofException("was made at no time");
    }
    return Instant.ofEpochSecond(seconds);
  }

  private static Proof.Claim claim(JsonNode claims) throws ProofException {
    boolean tag = claims.has("tag");
    boolean service = claims.has("service");
    if (tag && service) {
      throw new ProofException("is for a tag and a service at once");
    }
    if (tag) {
      try {
        return new Proof.Claim.OfTag(Tag.parse(text(claims, "tag")));
      } catch (TagSyntaxException e) {
        throw new ProofException("is for a tag that is none: " + e.getMessage());
      }
    }
    if (!service) {
      return new Proof.Claim.OfCatalog();
    }
    JsonNode parameters = claims.path("parameters");
    Map<String, Object> values =
        parameters.isObject()
            ? Json.MAPPER.convertValue(parameters, new TypeReference<Map<String, Object>>() {})
            : Map.of();
    String name = text(claims, "service");
    for (Map.Entry<String, Object> value : values.entrySet()) {
      if (value.getValue() == null || ParameterValue.of(value.getValue()).isEmpty()) {
        throw new ProofException(
            "gives the parameter "
                + value.getKey()
                + " of "
                + name
                + " a value that is no text, number, boolean or list of texts");
      }
    }
    return new Proof.Claim.OfService(name, new TreeMap<>(values));
  }

  /** What a claim is about, for people. */
  static String words(Proof.Claim claim) {
    return switch (claim) {
      case Proof.Claim.OfTag(Tag tag) -> "the tag " + tag;
      case Proof.Claim.OfService of -> "the service " + of.service();
      case Proof.Claim.OfCatalog _ -> "the catalog";
    };
  }
}
