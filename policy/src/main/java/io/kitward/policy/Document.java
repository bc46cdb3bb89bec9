package io.kitward.policy;

/**
 * What people write down: services, bundles, policies, backends, and what is said of tags and
 * nodes. Immutable; equal documents have equal digests.
 */
public sealed interface Document
    permits ServiceDocument,
        BundleDocument,
        PolicyDocument,
        BackendDocument,
        TagKeyDocument,
        TagRuleDocument,
        GroupDocument,
        AssignmentDocument,
        ExemptionDocument,
        SiteDocument,
        RepositoryDocument {
  String API_VERSION = "kitward/v1";

  Metadata metadata();

  Kind kind();

  default String name() {
    return metadata().name();
  }

  /**
   * One line of JSON with sorted keys; {@link Documents#parseJson} reads it back to an equal
   * document.
   */
  default String canonicalJson() {
    return CanonicalJson.write(DocumentForm.of(this));
  }

  /** SHA-256 of the canonical JSON, in lower-case hexadecimal. */
  default String digest() {
    return CanonicalJson.sha256(canonicalJson());
  }
}
