package io.kitward.server.vouch;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import io.kitward.protocol.Json;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A Puppet compiler with a signing key, that can say anything. */
public final class Compiler {

  public final String certname;
  public final String issuer;
  private final KeyPair pair;

  public Compiler(String certname, String issuer) {
    this(certname, issuer, "secp256r1");
  }

  public Compiler(String certname, String issuer, String curve) {
    this.certname = certname;
    this.issuer = issuer;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      this.pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public ECPublicKey key() {
    return (ECPublicKey) pair.getPublic();
  }

  public String pem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** Its key as the store has it. */
  public VoucherKey enrolled(Instant at) {
    return new VoucherKey(
        Proofs.kid(key()), certname, issuer, "1f", new P256Key(key()), at, Optional.empty());
  }

  public String tag(String node, String tag, String environment, Instant at) {
    return proof(node, environment, at, Map.of("tag", tag));
  }

  public String service(
      String node, String service, Map<String, Object> parameters, String environment, Instant at) {
    return proof(node, environment, at, Map.of("service", service, "parameters", parameters));
  }

  public String catalog(String node, String environment, Instant at) {
    return proof(node, environment, at, Map.of());
  }

  public String enrolment(Instant at) {
    return sign(
        "kitward-voucher+jwt", Map.of("sub", certname, "iat", at.getEpochSecond()), "ES256");
  }

  public String proof(String node, String environment, Instant at, Map<String, Object> more) {
    Map<String, Object> claims = new TreeMap<>(more);
    claims.put("iss", certname);
    claims.put("sub", node);
    claims.put("env", environment);
    claims.put("iat", at.getEpochSecond());
    return sign("kitward-proof+jwt", claims, "ES256");
  }

  /** Any token of its key. */
  public String sign(String type, Map<String, Object> claims, String algorithm) {
    try {
      JWSObject token =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.parse(algorithm))
                  .type(new JOSEObjectType(type))
                  .keyID(Proofs.kid(key()))
                  .build(),
              new Payload(Json.bytes(claims)));
      token.sign(new ECDSASigner((ECPrivateKey) pair.getPrivate()));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
