package io.kitward.connector.link;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Base64;
import javax.security.auth.x500.X500Principal;

/** A request for a certificate (PKCS#10) with an elliptic curve's key, in PEM. */
final class CertificateRequest {

  private static final byte[] VERSION = {0x02, 0x01, 0x00};
  private static final byte[] NO_ATTRIBUTES = {(byte) 0xa0, 0x00};

  /** The algorithm ecdsa-with-SHA256, 1.2.840.10045.4.3.2. */
  private static final byte[] ECDSA_WITH_SHA256 = {
    0x30, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };

  private CertificateRequest() {}

  static String of(X500Principal subject, KeyPair keys) throws GeneralSecurityException {
    byte[] information =
        sequence(VERSION, subject.getEncoded(), keys.getPublic().getEncoded(), NO_ATTRIBUTES);
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(keys.getPrivate());
    signer.update(information);
    byte[] signature = signer.sign();
    byte[] bits = new byte[signature.length + 1]; // the first says that no bit is unused
    System.arraycopy(signature, 0, bits, 1, signature.length);
    return pem("CERTIFICATE REQUEST", sequence(information, ECDSA_WITH_SHA256, tagged(0x03, bits)));
  }

  static String pem(String type, byte[] content) {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN "
        + type
        + "-----\n"
        + new String(lines.encode(content), StandardCharsets.US_ASCII)
        + "\n-----END "
        + type
        + "-----\n";
  }

  private static byte[] sequence(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return tagged(0x30, all.toByteArray());
  }

  private static byte[] tagged(int tag, byte[] body) {
    var all = new ByteArrayOutputStream();
    all.write(tag);
    if (body.length < 0x80) {
      all.write(body.length);
    } else if (body.length < 0x100) {
      all.write(0x81);
      all.write(body.length);
    } else {
      all.write(0x82);
      all.write(body.length >> 8);
      all.write(body.length);
    }
    all.writeBytes(body);
    return all.toByteArray();
  }
}
