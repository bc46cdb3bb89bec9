package io.kitward.server.channel;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1String;

/**
 * Puppet's trusted extensions in a certificate: what a node asked for and the CA signed. Names and
 * numbers are those of Puppet 7's list of registered OIDs.
 */
final class TrustedExtensions {

  private static final String PUPPET = "1.3.6.1.4.1.34380.1.";
  private static final String REGISTERED = PUPPET + "1.";
  private static final String AUTHORIZATION = PUPPET + "3.";

  /** The registered ones from 1 on. */
  private static final List<String> NAMES =
      List.of(
          "pp_uuid",
          "pp_instance_id",
          "pp_image_name",
          "pp_preshared_key",
          "pp_cost_center",
          "pp_product",
          "pp_project",
          "pp_application",
          "pp_service",
          "pp_employee",
          "pp_created_by",
          "pp_environment",
          "pp_role",
          "pp_software_version",
          "pp_department",
          "pp_cluster",
          "pp_provisioner",
          "pp_region",
          "pp_datacenter",
          "pp_zone",
          "pp_network",
          "pp_securitypolicy",
          "pp_cloudplatform",
          "pp_apptier",
          "pp_hostname",
          "pp_owner");

  /** A value that is longer makes no tag, and is not carried about. */
  private static final int LONGEST = 256;

  private TrustedExtensions() {}

  /** By name, or by OID where Puppet has no name for it; the pre-shared key is left out. */
  static SortedMap<String, String> of(X509Certificate certificate) {
    SortedMap<String, String> found = new TreeMap<>();
    Set<String> oids = certificate.getNonCriticalExtensionOIDs();
    if (oids == null) {
      return found;
    }
    for (String oid : oids) {
      if (oid.startsWith(PUPPET)) {
        String name = name(oid);
        String value = text(certificate.getExtensionValue(oid));
        if (!name.equals("pp_preshared_key") && value.length() <= LONGEST) {
          found.put(name, value);
        }
      }
    }
    return found;
  }

  private static String name(String oid) {
    if (oid.equals(AUTHORIZATION + "1")) {
      return "pp_authorization";
    }
    if (oid.equals(AUTHORIZATION + "13")) {
      return "pp_auth_role";
    }
    if (oid.startsWith(REGISTERED) && oid.length() <= REGISTERED.length() + 2) {
      int number = Integer.parseInt(oid.substring(REGISTERED.length()));
      if (number >= 1 && number <= NAMES.size()) {
        return NAMES.get(number - 1);
      }
    }
    return oid;
  }

  /** Within its octets a DER string; early Puppets wrote the text itself. */
  private static String text(byte[] extension) {
    byte[] octets = ASN1OctetString.getInstance(extension).getOctets();
    try {
      if (ASN1Primitive.fromByteArray(octets) instanceof ASN1String string) {
        return string.getString();
      }
    } catch (IOException | IllegalArgumentException e) {
      // Not DER.
    }
    return new String(octets, java.nio.charset.StandardCharsets.UTF_8);
  }
}
