require 'json'

module PuppetX
  module Kitward
    # What this catalog manages although Kitward's connector manages it on this node, too: two owners would undo each other.
    # The connector doesn't touch such a tool (its side calls it a conflict); this is Puppet's side of saying so.
    class Coexistence
      INSTANCES = '/run/kitward-connector/instances.json'.freeze
      LONGEST = 1 << 20
      MANAGED = %w[pending applying ok repaired degraded failed blocked].freeze

      # What the connector says of the services on this node; nothing when it isn't there, or says nonsense.
      def self.here(path = INSTANCES)
        return new({}) unless File.file?(path) && File.size(path) <= LONGEST
        said = JSON.parse(File.read(path, encoding: 'UTF-8'))
        instances = said.is_a?(Hash) ? said['instances'] : nil
        new(instances.is_a?(Hash) ? instances : {})
      rescue SystemCallError, JSON::ParserError, ArgumentError
        new({})
      end

      def initialize(instances)
        @instances = instances.select { |_, one| one.is_a?(Hash) && MANAGED.include?(one['phase']) }
      end

      # One sentence for each resource of the catalog that meets one of Kitward's.
      def conflicts(resources)
        return [] if @instances.empty?
        resources.flat_map { |resource| words(resource) }.uniq
      end

      private

      def words(resource)
        case resource.type
        when :file then file(resource)
        when :service then named(resource, 'units', [resource[:name], "#{resource[:name]}.service"])
        when :package then package(resource)
        else []
        end
      end

      def file(resource)
        path = resource[:path].to_s.chomp('/')
        return named(resource, 'paths', [path]) unless purges?(resource)
        each('paths') { |service, ours| "#{resource.ref} purges what #{service} needs: #{ours}" if ours == path || ours.start_with?("#{path}/") }
      end

      # `recurse => remote` purges nothing.
      def purges?(resource)
        resource[:purge].to_s == 'true' && resource[:recurse].to_s == 'true'
      end

      # That a package is there is what Kitward wants, too.
      def package(resource)
        return [] if %w[present installed].include?(resource[:ensure].to_s)
        named(resource, 'packages', [resource[:name].to_s])
      end

      def named(resource, kind, names)
        each(kind) { |service, ours| "#{resource.ref} manages what #{service} manages: #{ours}" if names.include?(ours) }
      end

      def each(kind)
        @instances.flat_map do |service, one|
          [*one[kind]].map { |ours| yield(service, ours.to_s) }.compact
        end
      end
    end
  end
end
