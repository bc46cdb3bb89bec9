package io.kitward.server.api;

import io.kitward.selector.Tag;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Admissions;
import io.kitward.server.api.port.Joining;
import io.kitward.server.pki.Pem;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Machines that want to join: the tokens that were made for them, and their requests. */
record JoiningMachines(
    String token, String spareToken, String waiting, String decided, KeyPair key) {

  /** Makes two tokens and two requests, of which one is denied. */
  static JoiningMachines at(Joining joining, Admissions admissions, Actor person) {
    var asked =
        new Admissions.Asked("", new TreeSet<>(List.of(Tag.parse("joined"))), Duration.ofHours(1));
    KeyPair key = newKey();
    String waiting = id(joining.request(request("waiting.example", key), "192.0.2.1"));
    String decided = id(joining.request(request("denied.example"), "192.0.2.2"));
    admissions.deny(decided, "", person);
    var spare = admissions.createToken(asked, person);
    return new JoiningMachines(
        admissions.createToken(asked, person).value(), spare.token().id(), waiting, decided, key);
  }

  private static String id(Joining.Outcome outcome) {
    if (outcome instanceof Joining.Outcome.Pending(String id)) {
      return id;
    }
    throw new IllegalStateException(outcome.toString());
  }

  /** The proof that whoever asks for the waiting request holds its key. */
  byte[] proof() {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key.getPrivate());
      signature.update(
          ("kitward-join:" + waiting).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A certificate request with a key of its own. */
  static String request(String certname) {
    return request(certname, newKey());
  }

  static String request(String certname, KeyPair key) {
    try {
      return Pem.print(
          new JcaPKCS10CertificationRequestBuilder(
                  new X500Principal("CN=" + certname), key.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair newKey() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
