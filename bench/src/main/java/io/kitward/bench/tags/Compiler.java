package io.kitward.bench.tags;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import io.kitward.protocol.Json;
import io.kitward.server.pki.Credential;
import io.kitward.server.vouch.Proofs;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A Puppet compiler that vouches for tags with a P-256 key of its own. Thread-safe. */
final class Compiler {

  static final String ENVIRONMENT = "production";

  private final String certname;
  private final KeyPair pair = Credential.newKey(new SecureRandom());

  Compiler(String certname) {
    this.certname = certname;
  }

  /** What it sends to have its key enrolled. */
  byte[] enrolment(Instant now) {
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    Map<String, Object> claims = Map.of("sub", certname, "iat", now.getEpochSecond());
    return Json.bytes(Map.of("key", pem, "proof", sign("kitward-voucher+jwt", claims)));
  }

  /** What a node sends whose catalog, compiled then, declares these tags. */
  byte[] declaration(String node, List<String> tags, Instant compiled) {
    List<Map<String, String>> items =
        tags.stream()
            .map(tag -> Map.of("tag", tag, "proof", proof(node, compiled, Map.of("tag", tag))))
            .toList();
    Map<String, Object> body = new TreeMap<>();
    body.put("environment", ENVIRONMENT);
    body.put("proof", proof(node, compiled, Map.of()));
    body.put("tags", items);
    body.put("services", List.of());
    return Json.bytes(body);
  }

  private ECPublicKey key() {
    return (ECPublicKey) pair.getPublic();
  }

  private String proof(String node, Instant compiled, Map<String, Object> more) {
    Map<String, Object> claims = new TreeMap<>(more);
    claims.put("iss", certname);
    claims.put("sub", node);
    claims.put("env", ENVIRONMENT);
    claims.put("iat", compiled.getEpochSecond());
    return sign("kitward-proof+jwt", claims);
  }

  private String sign(String type, Map<String, Object> claims) {
    try {
      var token =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.ES256)
                  .type(new JOSEObjectType(type))
                  .keyID(Proofs.kid(key()))
                  .build(),
              new Payload(new String(Json.bytes(claims), StandardCharsets.UTF_8)));
      token.sign(new ECDSASigner((ECPrivateKey) pair.getPrivate()));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java signs with P-256", e);
    }
  }
}
