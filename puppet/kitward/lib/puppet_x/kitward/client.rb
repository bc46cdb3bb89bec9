require 'json'
require 'time'
require 'uri'
require 'puppet'
require 'puppet/http'

module PuppetX
  # What the module's types share.
  module Kitward
    # Kitward could not be asked: no connection, or it is not able to answer now (5xx, 429). The message says why.
    class Unreachable < Puppet::Error; end

    # Kitward answered, and did not do what was asked; the message says why.
    class Refused < Puppet::Error; end

    # Kitward's node door as this node sees it. Requests go out with the node's Puppet certificate, and the server's must come
    # from Puppet's CA or from Kitward's own, if that was named.
    class Client
      TIMEOUT_SECONDS = 10

      # What Kitward answered: the body, and the version (ETag) to change it by.
      Answer = Struct.new(:body, :version)

      # Yields a client with connections and timeouts of its own: Puppet's default is to wait ten minutes for an answer.
      # `authority` is Kitward's CA, as PEM text or as the absolute path of a file with it.
      def self.open(server, port, authority = nil)
        before = [Puppet[:http_connect_timeout], Puppet[:http_read_timeout]]
        Puppet[:http_connect_timeout] = Puppet[:http_read_timeout] = TIMEOUT_SECONDS
        http = Puppet::HTTP::Client.new
        begin
          yield new(http, server, port, authority)
        ensure
          http.close
          Puppet[:http_connect_timeout], Puppet[:http_read_timeout] = before
        end
      end

      # Yields a client for the node door that a resource names with `server`, `port` and `ca`.
      def self.for(resource, &block)
        self.open(resource[:server], resource[:port], resource[:ca], &block)
      end

      # The certificates in a PEM text or in the file of an absolute path. Raises Refused when there are none.
      def self.certificates(authority)
        text = authority.start_with?('/') ? File.read(authority) : authority
        certificates = Puppet::X509::CertProvider.new.load_cacerts_from_pem(text)
        raise Refused, "ca: no certificate in #{authority.start_with?('/') ? authority : 'the text'}" if certificates.empty?
        certificates
      rescue SystemCallError => e
        raise Refused, "ca: can't be read: #{e.message}"
      rescue OpenSSL::X509::CertificateError => e
        raise Refused, "ca: #{authority.start_with?('/') ? authority : 'the text'} is not a certificate in PEM (#{e.message})"
      end

      def initialize(http, server, port, authority = nil)
        @http = http
        @root = URI("https://#{server}:#{port}")
        @authority = authority
      end

      def get(path, query = {})
        answer { @http.get(url(path), headers: { 'Accept' => 'application/json' }, params: query, options: options) }
      end

      # Replaces what is there, unless it changed since `version`.
      def put(path, body, version = nil)
        headers = { 'Accept' => 'application/json', 'Content-Type' => 'application/json' }
        headers['If-Match'] = version if version
        answer { @http.put(url(path), JSON.generate(body), headers: headers, options: options) }
      end

      def post(path, body)
        headers = { 'Accept' => 'application/json', 'Content-Type' => 'application/json' }
        answer { @http.post(url(path), JSON.generate(body), headers: headers, options: options) }
      end

      def delete(path)
        answer { @http.delete(url(path), headers: { 'Accept' => 'application/json' }, options: options) }
      end

      # When a file changed last, as the server says; nil if it doesn't say.
      def changed(path)
        reach { time(checked(@http.head(url(path), options: options))) }
      end

      # Writes a file that the server hands out; returns when it changed last.
      def download(path, file)
        reach do
          @http.get(url(path), options: options) do |response|
            checked(response)
            response.read_body { |part| file.write(part) }
            return time(response)
          end
        end
      end

      private

      def time(response)
        Time.httpdate(response['Last-Modified'])
      rescue ArgumentError, TypeError, NoMethodError
        nil
      end

      def url(path)
        URI("#{@root}#{path}")
      end

      # What is sent is for this server only, so no redirect is followed.
      def options
        return { redirect_limit: 0 } unless @authority
        @context ||= context(Puppet.lookup(:ssl_context), self.class.certificates(@authority))
        { redirect_limit: 0, ssl_context: @context }
      end

      # Strict: Puppet's CA and Kitward's, and none of the system's. Kitward's own CA publishes no revocation list, and OpenSSL
      # asks for one of each CA or of none.
      def context(puppets, certificates)
        Puppet::SSL::SSLProvider.new.create_context(
          cacerts: puppets.cacerts + certificates, crls: [], revocation: false,
          private_key: puppets.private_key, client_cert: puppets.client_cert
        )
      end

      def answer
        response = reach { checked(yield) }
        body = JSON.parse(response.body.to_s)
        raise Refused, "#{@root} answered with something else than was asked for; is this Kitward's node door?" unless body.is_a?(Hash)
        Answer.new(body, response['ETag'])
      rescue JSON::ParserError
        raise Refused, "#{@root} answered with something that isn't JSON; is this Kitward's node door?"
      end

      def reach
        yield
      rescue Puppet::SSL::CertVerifyError => e
        advice = @authority ? "is #{@root.host}'s CA the one in kitward::ca?" : "if Kitward's certificate isn't from Puppet's CA, set kitward::ca"
        raise Unreachable, "Kitward at #{@root.host}:#{@root.port} isn't trusted: #{e.message}; #{advice}"
      rescue Puppet::SSL::SSLError => e
        raise Unreachable, "Kitward at #{@root.host}:#{@root.port} can't be reached: #{e.message}"
      rescue Puppet::HTTP::HTTPError => e
        raise Unreachable, "Kitward at #{@root.host}:#{@root.port} can't be reached: #{e.message} (kitward::server and kitward::node_port say where it is)"
      end

      def checked(response)
        return response if response.success?
        busy = response.code >= 500 || response.code == 429
        raise Unreachable, "Kitward at #{@root.host}:#{@root.port} can't answer now: #{reason(response)}" if busy
        raise Refused, "Kitward at #{@root.host}:#{@root.port} refused: #{reason(response)}"
      end

      # The words of a problem document (RFC 9457), else the bare status.
      def reason(response)
        problem = JSON.parse(response.body.to_s)
        words = [problem['title'], problem['detail']].compact.map(&:to_s).reject(&:empty?)
        words.empty? ? "#{response.code} #{response.reason}" : "#{words.join(': ')} (#{response.code})"
      rescue JSON::ParserError, TypeError, NoMethodError
        "#{response.code} #{response.reason}"
      end
    end
  end
end
