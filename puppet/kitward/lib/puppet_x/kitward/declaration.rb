require_relative 'voucher'

module PuppetX
  # What the module's types share.
  module Kitward
    # What Puppet declares for this node: tags and services by name, each with its proof, if it has one.
    class Declaration
      # `proof`: of the catalog as such, or nil. `tags`: tag => proof or nil. `services`: name => [parameters, proof].
      def initialize(environment, proof, tags, services)
        @environment = environment
        @proof = proof
        @tags = tags
        @services = services
      end

      def tags
        @tags.keys.sort
      end

      # Without a proof Kitward takes no service, so those are not part of it.
      def services
        proven.map { |name, (parameters, _)| { 'service' => name, 'parameters' => parameters } }
      end

      def unproven_services
        (@services.keys - proven.map(&:first)).sort
      end

      # When the catalog's proofs were issued; nil if it has none.
      def issued_at
        proofs = @tags.values.compact + proven.map { |_, (_, proof)| proof }
        proofs.empty? ? nil : Voucher.issued_at(proofs.first)
      end

      # As it is sent.
      def to_body
        {
          'environment' => @environment,
          'tags' => tags.map { |tag| @tags[tag] ? { 'tag' => tag, 'proof' => @tags[tag] } : { 'tag' => tag } },
          'services' => proven.map { |name, (_, proof)| { 'service' => name, 'proof' => proof } }
        }.merge(@proof ? { 'proof' => @proof } : {})
      end

      private

      def proven
        @services.select { |_, (_, proof)| proof }.sort
      end
    end
  end
end
