require 'json'
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

    # Kitward's node door as this node sees it. Requests go out with the node's Puppet certificate.
    class Client
      TIMEOUT_SECONDS = 10
      TAGS = '/v1/nodes/self/tags/node'.freeze
      Answer = Struct.new(:tags, :version)

      # Yields a client with connections and timeouts of its own: Puppet's default is to wait ten minutes for an answer.
      def self.open(server, port)
        before = [Puppet[:http_connect_timeout], Puppet[:http_read_timeout]]
        Puppet[:http_connect_timeout] = Puppet[:http_read_timeout] = TIMEOUT_SECONDS
        http = Puppet::HTTP::Client.new
        begin
          yield new(http, server, port)
        ensure
          http.close
          Puppet[:http_connect_timeout], Puppet[:http_read_timeout] = before
        end
      end

      def initialize(http, server, port)
        @http = http
        @url = URI("https://#{server}:#{port}#{TAGS}")
      end

      # The tags that this node has from its own source, and the version to replace them by.
      def tags
        answer(request { @http.get(@url, headers: { 'Accept' => 'application/json' }, options: { redirect_limit: 0 }) })
      end

      # Replaces this node's tags, unless they changed since `version`.
      def replace_tags(tags, version = nil)
        headers = { 'Accept' => 'application/json', 'Content-Type' => 'application/json' }
        headers['If-Match'] = version if version
        answer(request { @http.put(@url, JSON.generate('tags' => tags), headers: headers, options: { redirect_limit: 0 }) })
      end

      private

      def request
        yield
      rescue Puppet::HTTP::HTTPError, Puppet::SSL::SSLError => e
        raise Unreachable, "Kitward at #{@url.host}:#{@url.port} can't be reached: #{e.message}"
      end

      def answer(response)
        check(response)
        tags = JSON.parse(response.body.to_s)['tags']
        raise Refused, "#{@url} answered without a list of tags" unless tags.is_a?(Array)
        Answer.new(tags.map(&:to_s), response['ETag'])
      rescue JSON::ParserError, TypeError, NoMethodError
        raise Refused, "#{@url} answered with something that isn't a list of tags; is this Kitward's node door?"
      end

      def check(response)
        return if response.success?
        busy = response.code >= 500 || response.code == 429
        raise Unreachable, "Kitward at #{@url.host}:#{@url.port} can't answer now: #{reason(response)}" if busy
        raise Refused, "Kitward at #{@url.host}:#{@url.port} refused: #{reason(response)}"
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
