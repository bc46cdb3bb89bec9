package io.kitward.server.store;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM over one secret, bound to its name and version, so that a row put in another's place
 * does not open.
 */
final class SecretCipher {
  static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random;

  /** What is kept of a secret. */
  static final class Sealed {
    private final byte[] nonce;
    private final byte[] ciphertext;

    Sealed(byte[] nonce, byte[] ciphertext) {
      this.nonce = nonce;
      this.ciphertext = ciphertext;
    }

    byte[] nonce() {
      return nonce;
    }

    byte[] ciphertext() {
      return ciphertext;
    }
  }

  SecretCipher(byte[] key, SecureRandom random) {
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  Sealed seal(SecretReference reference, byte[] value) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      return new Sealed(nonce, cipher(Cipher.ENCRYPT_MODE, reference, nonce).doFinal(value));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has AES-256-GCM", e);
    }
  }

  byte[] open(SecretReference reference, Sealed sealed) {
    try {
      return cipher(Cipher.DECRYPT_MODE, reference, sealed.nonce()).doFinal(sealed.ciphertext());
    } catch (AEADBadTagException e) {
      throw new StoreException(
          "secret-damaged",
          reference
              + " cannot be opened: its row was changed, or the key file is not the one it was sealed with. Restore both from"
              + " the same backup, or set the secret anew.",
          e);
    } catch (GeneralSecurityException e) {
      throw new StoreException(
          "secret-damaged",
          reference + " cannot be opened: its row is damaged. Set the secret anew.",
          e);
    }
  }

  private Cipher cipher(int mode, SecretReference reference, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(reference.toString().getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
