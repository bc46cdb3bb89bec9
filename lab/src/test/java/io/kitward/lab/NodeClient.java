package io.kitward.lab;

import java.util.List;

/** A program on a host that asks Kitward's node door, with a certificate of its choice. */
final class NodeClient {

  private static final String SSL = "/var/lib/puppet/ssl/";

  private static final String PROGRAM =
      """
      require 'net/http'
      require 'openssl'
      url, method, certificate, key, ca, body = ARGV
      uri = URI(url)
      http = Net::HTTP.new(uri.host, uri.port)
      http.use_ssl = true
      http.max_retries = 0
      http.open_timeout = http.read_timeout = 20
      http.ca_file = ca
      http.cert = OpenSSL::X509::Certificate.new(File.read(certificate))
      http.key = OpenSSL::PKey.read(File.read(key))
      request = Net::HTTPGenericRequest.new(method, !body.empty?, true, uri.request_uri)
      request['Accept'] = 'application/json'
      unless body.empty?
        request['Content-Type'] = 'application/json'
        request.body = body
      end
      begin
        response = http.request(request)
        puts response.code, response.body
      rescue OpenSSL::SSL::SSLError, EOFError, SystemCallError => e
        puts 0, "#{e.class}: #{e.message}"
      end
      """;

  private final LabHost host;
  private final String door;
  private final String certificate;
  private final String key;
  private final String ca;

  private NodeClient(LabHost host, String door, String certificate, String key, String ca) {
    this.host = host;
    this.door = door;
    this.certificate = certificate;
    this.key = key;
    this.ca = ca;
  }

  /** With the host's own Puppet certificate. */
  static NodeClient of(Stage stage, LabHost host) {
    return of(host, stage.mission().server().nodePort(), SSL + "certs/ca.pem");
  }

  /** At another node door, whose certificate is of the CA in this file on the host. */
  static NodeClient of(LabHost host, int port, String ca) {
    String name = host.certname() + ".pem";
    return new NodeClient(
        host,
        "https://" + Mission.KITWARD + ":" + port,
        SSL + "certs/" + name,
        SSL + "private_keys/" + name,
        ca);
  }

  /** With another certificate and its key, from files on the host. */
  NodeClient with(String otherCertificate, String otherKey) {
    return new NodeClient(host, door, otherCertificate, otherKey, ca);
  }

  /** Asks; status 0 when the door let it not even speak, with the reason as the body. */
  ServerApi.Answer ask(String method, String path, String body) {
    List<String> lines =
        host.run("ruby", "-e", PROGRAM, door + path, method, certificate, key, ca, body)
            .orThrow("asking the node door from " + host.name())
            .stdout()
            .lines()
            .toList();
    return new ServerApi.Answer(
        Integer.parseInt(lines.getFirst()), String.join("\n", lines.subList(1, lines.size())));
  }
}
