package io.kitward.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** What Puppet's CA signed beside the name. */
class TrustedExtensionsTest {

  private static final String ARC = "1.3.6.1.4.1.34380.1.";

  private static X509Certificate certificate(Map<String, byte[]> extensions) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair pair = generator.generateKeyPair();
    var name = new X500Name("CN=db1.lab");
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(Instant.EPOCH),
            Date.from(Instant.EPOCH.plusSeconds(9)),
            name,
            pair.getPublic());
    for (Map.Entry<String, byte[]> extension : extensions.entrySet()) {
      builder.addExtension(
          new ASN1ObjectIdentifier(extension.getKey()), false, extension.getValue());
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
  }

  private static byte[] text(String value) throws Exception {
    return new DERUTF8String(value).getEncoded();
  }

  @Test
  void registeredOnesHaveNamesAndPrivateOnesTheirNumbers() throws Exception {
    Map<String, byte[]> extensions = new LinkedHashMap<>();
    extensions.put(ARC + "1.13", text("db"));
    extensions.put(ARC + "1.19", text("fra1"));
    extensions.put(ARC + "1.26", text("owner"));
    extensions.put(ARC + "1.27", text("unknown"));
    extensions.put(ARC + "2.1", text("x".repeat(200)));
    extensions.put(ARC + "3.1", text("token"));
    extensions.put("2.16.840.1.113730.1.13", text("Puppet Ruby/OpenSSL Internal Certificate"));

    assertThat(TrustedExtensions.of(certificate(extensions)))
        .containsExactly(
            Map.entry(ARC + "1.27", "unknown"),
            Map.entry(ARC + "2.1", "x".repeat(200)),
            Map.entry("pp_authorization", "token"),
            Map.entry("pp_datacenter", "fra1"),
            Map.entry("pp_owner", "owner"),
            Map.entry("pp_role", "db"));
  }

  @Test
  void theSharedSecretAndWhatIsHugeAreLeftOut() throws Exception {
    assertThat(
            TrustedExtensions.of(
                certificate(
                    Map.of(ARC + "1.4", text("secret"), ARC + "1.13", text("x".repeat(257))))))
        .isEmpty();
    assertThat(TrustedExtensions.of(certificate(Map.of()))).isEmpty();
  }

  @Test
  void whatIsNoDerIsTheTextItself() throws Exception {
    assertThat(
            TrustedExtensions.of(
                certificate(Map.of(ARC + "1.13", "db".getBytes(StandardCharsets.UTF_8)))))
        .containsExactly(Map.entry("pp_role", "db"));
  }
}
