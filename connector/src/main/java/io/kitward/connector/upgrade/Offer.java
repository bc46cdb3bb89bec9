package io.kitward.connector.upgrade;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import opamp.proto.v1.Opamp;

/**
 * A version of the connector that the server offers.
 *
 * @param path where its content is, at the node door
 * @param hash of the whole offer, to be named in answers
 */
record Offer(String version, String sha256, String path, ByteString signature, ByteString hash) {

  /** The one package that we take. */
  static final String NAME = "kitward-connector";

  private static final Pattern VERSION = Pattern.compile("[0-9][A-Za-z0-9.+~-]{0,60}");
  private static final Pattern PATH = Pattern.compile("/v1/connector/packages/[0-9a-f]{64}");

  /** What the server offers of ours; empty when it offers nothing that makes sense. */
  static Optional<Offer> of(Opamp.PackagesAvailable available) {
    Opamp.PackageAvailable one = available.getPackagesMap().get(NAME);
    if (one == null) {
      return Optional.empty();
    }
    String path = one.getFile().getDownloadUrl();
    boolean sensible =
        VERSION.matcher(one.getVersion()).matches()
            && PATH.matcher(path).matches()
            && one.getFile().getContentHash().size() == 32;
    return sensible
        ? Optional.of(
            new Offer(
                one.getVersion(),
                HexFormat.of().formatHex(one.getFile().getContentHash().toByteArray()),
                path,
                one.getFile().getSignature(),
                available.getAllPackagesHash()))
        : Optional.empty();
  }

  /**
   * What whoever publishes packages signs: name, version and digest, so that none can be swapped.
   */
  byte[] signed() {
    return (NAME + "\n" + version + "\n" + sha256 + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether one of the keys (PEM, Ed25519) made the signature. */
  boolean signedBy(List<String> keys) {
    for (String pem : keys) {
      try {
        PublicKey key =
            KeyFactory.getInstance("Ed25519")
                .generatePublic(
                    new X509EncodedKeySpec(
                        Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""))));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(key);
        verifier.update(signed());
        if (verifier.verify(signature.toByteArray())) {
          return true;
        }
      } catch (GeneralSecurityException | IllegalArgumentException _) {
        // neither a key nor a signature of this kind: the next one may be
      }
    }
    return false;
  }
}
