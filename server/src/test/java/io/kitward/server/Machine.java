package io.kitward.server;

import io.kitward.server.pki.Credential;
import io.kitward.server.pki.Pem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A machine that wants to be a node: a key of its own, and a name that it asks for. */
record Machine(String certname, KeyPair keys) {

  static final String PEM = "application/x-pem-file";

  static Machine named(String certname) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return new Machine(certname, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its certificate request. */
  byte[] request() {
    try {
      return Pem.print(
              new JcaPKCS10CertificationRequestBuilder(
                      new X500Principal("CN=" + certname), keys.getPublic())
                  .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())))
          .getBytes(StandardCharsets.UTF_8);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks to be let in with a token. */
  Reply join(Caller door, String token) {
    return door.send(
        "POST",
        "/join/certificate",
        request(),
        "content-type",
        PEM,
        "authorization",
        "Bearer " + token);
  }

  /** Its signature of a text. */
  byte[] sign(String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its key with the certificate that it was given. */
  Credential with(String pem) {
    return new Credential(keys.getPrivate(), Pem.certificates(pem));
  }
}
