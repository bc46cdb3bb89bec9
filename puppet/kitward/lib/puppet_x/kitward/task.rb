require 'json'
require 'yaml'
require 'puppet'
require_relative 'client'

module PuppetX
  # What the module's types, functions and tasks share.
  module Kitward
    # A task on a node: parameters as JSON on the standard input, the outcome as JSON on the standard output, with the node's
    # own Puppet certificate. Where Kitward is stands in the connector's configuration, unless the parameters say it.
    module Task
      CONFIGURATION = '/etc/kitward/connector.yaml'.freeze

      # Yields a client and the parameters, prints what the block returns and ends the process.
      def self.run(input = $stdin, output = $stdout, configuration = CONFIGURATION)
        parameters = JSON.parse(input.read)
        prepare
        outcome = Client.open(*door(parameters, configuration)) { |client| yield client, parameters }
        output.puts JSON.generate(outcome)
        0
      rescue Puppet::Error, JSON::ParserError, Psych::Exception, SystemCallError => e
        output.puts JSON.generate('_error' => { 'msg' => e.message, 'kind' => kind(e), 'details' => {} })
        1
      end

      # Server, port and CA.
      def self.door(parameters, configuration)
        written = File.file?(configuration) ? YAML.safe_load(File.read(configuration)) : {}
        written = {} unless written.is_a?(Hash)
        server, port = (parameters['server'] || written['server']).to_s.split(':', 2)
        raise Refused, "no server: say `server`, or let #{configuration} say it (class kitward writes it)" if server.nil? || server.empty?
        own = written['identity'].is_a?(Hash) ? written['identity']['ca'] : nil
        [server, Integer(parameters['port'] || port || 4320), parameters['ca'] || (own unless own == Puppet[:localcacert])]
      end

      def self.kind(error)
        case error
        when Unreachable then 'kitward/unreachable'
        when Refused then 'kitward/refused'
        else 'kitward/error'
        end
      end

      # Puppet as it is set up on this node, quiet on the standard output.
      def self.prepare
        Puppet.initialize_settings([]) unless Puppet.settings.global_defaults_initialized?
        Puppet::Util::Log.newdestination(:console) if ENV['KITWARD_DEBUG']
        context = Puppet::SSL::SSLProvider.new.load_context
        Puppet.push_context({ ssl_context: context }, 'A task of Kitward')
      end
    end
  end
end
