package io.kitward.lab;

/** Makes certificates that no node should have. */
final class Forgery {

  private static final String CA = "/etc/puppet/puppetserver/ca/";

  private static final String PROGRAM =
      """
      require 'openssl'
      issuer_file, issuer_key_file, name, from, to, out = ARGV
      key = OpenSSL::PKey::RSA.new(2048)
      certificate = OpenSSL::X509::Certificate.new
      certificate.version = 2
      certificate.serial = OpenSSL::BN.rand(100)
      certificate.subject = OpenSSL::X509::Name.new([['CN', name]])
      issuer = OpenSSL::X509::Certificate.new(File.read(issuer_file))
      certificate.issuer = issuer.subject
      certificate.public_key = key.public_key
      certificate.not_before = Time.now + from.to_i
      certificate.not_after = Time.now + to.to_i
      extensions = OpenSSL::X509::ExtensionFactory.new(issuer, certificate)
      certificate.add_extension(extensions.create_extension('basicConstraints', 'CA:FALSE', true))
      certificate.add_extension(extensions.create_extension('extendedKeyUsage', 'serverAuth,clientAuth', true))
      signer = issuer_key_file.empty? ? OpenSSL::PKey::RSA.new(2048) : OpenSSL::PKey.read(File.read(issuer_key_file))
      certificate.sign(signer, OpenSSL::Digest.new('SHA256'))
      File.write("#{out}.pem", certificate.to_pem)
      File.write("#{out}.key", key.to_pem)
      """;

  private static final int DAY = 86_400;

  private Forgery() {}

  /** A certificate that Puppet's CA really signed, and that is over since yesterday. */
  static NodeClient expired(Stage stage, LabHost at, String name) {
    return made(stage, at, "expired", CA + "ca_key.pem", name, -2 * DAY, -DAY);
  }

  /** A certificate that says Puppet's CA signed it, and another key did. */
  static NodeClient ofAnotherAuthority(Stage stage, LabHost at, String name) {
    return made(stage, at, "foreign", "", name, -DAY, DAY);
  }

  /**
   * A certificate of Puppet's CA that holds: what is refused of the others is their fault alone.
   */
  static NodeClient valid(Stage stage, LabHost at, String name) {
    return made(stage, at, "valid", CA + "ca_key.pem", name, -DAY, DAY);
  }

  private static NodeClient made(
      Stage stage, LabHost at, String what, String signer, String name, int from, int to) {
    LabHost puppet = stage.mission().puppet().host();
    String out = "/root/" + what;
    puppet
        .run(
            "ruby",
            "-e",
            PROGRAM,
            CA + "ca_crt.pem",
            signer,
            name,
            Integer.toString(from),
            Integer.toString(to),
            out)
        .orThrow("making a certificate");
    at.write(out + ".pem", puppet.read(out + ".pem"), "0644");
    at.write(out + ".key", puppet.read(out + ".key"), "0600");
    return NodeClient.of(stage, at).with(out + ".pem", out + ".key");
  }
}
