# A service that Puppet assigns to this node: a declaration only. The one `kitward_tags` resource sends it.
Puppet::Type.newtype(:kitward_service) do
  @doc = <<-DOC
    A service that this node shall have, whatever Kitward's policies require; a policy that forbids it wins. Only declared
    here; `kitward_tags`, which the class `kitward` creates, sends it together with the tags. Metaparameters of a single service
    have no effect, but for `noop`, which leaves it out.

    Use the function `kitward::service()`, which adds the proof without which Kitward doesn't take it.
  DOC

  newparam(:name, namevar: true) do
    desc "The service's name in Kitward."
    validate do |value|
      unless value.is_a?(String) && value =~ %r{\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z}
        raise ArgumentError, "#{value.inspect} is not the name of a service: write lower-case letters, digits and '-', at most 63"
      end
    end
  end

  newparam(:parameters) do
    desc "Values for the service's parameters, by name."
    defaultto { {} }
    validate do |value|
      raise ArgumentError, "parameters: write a hash of names and values, not #{value.inspect}" unless value.is_a?(Hash)
    end
  end

  newparam(:proof) do
    desc 'The token by which the compiler vouches for it; `kitward::service()` fills it in.'
  end

  # A proof is kept out of PuppetDB by being sensitive, and is never logged anyway: it is no property.
  def set_sensitive_parameters(names)
    super(names - [:proof])
  end

  # Called once, before anything is applied. A service without `include kitward` would be lost silently.
  def generate
    return [] if catalog.resources.any? { |resource| resource.is_a?(Puppet::Type.type(:kitward_tags)) }
    warning('This service is not sent to Kitward: add `include kitward` (class kitward names the server)')
    []
  end
end
