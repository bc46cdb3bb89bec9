# A tag of this node: a declaration only. The one `kitward_tags` resource gathers all of them and sends them at once.
Puppet::Type.newtype(:kitward_tag) do
  @doc = <<-DOC
    A tag of this node: `key` or `key=value`, in the syntax of Kubernetes labels. Only declared here; `kitward_tags`, which
    the class `kitward` creates, sends all tags at once. Metaparameters of a single tag have no effect, but for `noop`, which
    leaves the tag out.

    Prefer the function `kitward::tag()`: it adds the proof that makes it Puppet's tag (one without is the node's own word), and
    the same tag may be declared only once as a resource.
  DOC

  # A prefix is a DNS name. `key=` is not a tag: it would be the same as `key`, and look like a change in every run.
  name = %r{[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?}
  label = %r{[a-z0-9]([a-z0-9-]*[a-z0-9])?}
  syntax = %r{\A((?=[^/]{1,253}/)#{label}(\.#{label})*/)?#{name}(=#{name})?\z}

  newparam(:name, namevar: true) do
    desc 'The tag.'
    validate do |value|
      unless value.is_a?(String) && value =~ syntax
        raise ArgumentError, "#{value.inspect} is not a tag: write key or key=value, each of letters, digits, '-', '_' and '.', " \
                             'at most 63 characters, starting and ending with a letter or digit (a key may have a prefix: example.com/key)'
      end
    end
  end

  newparam(:proof) do
    desc 'The token by which the compiler vouches for the tag; `kitward::tag()` fills it in. Without it the tag is self-asserted.'
  end

  # A proof is kept out of PuppetDB by being sensitive, and is never logged anyway: it is no property.
  def set_sensitive_parameters(names)
    super(names - [:proof])
  end

  # Called once, before anything is applied. Tags without `include kitward` would be lost silently.
  def generate
    return [] if catalog.resources.any? { |resource| resource.is_a?(Puppet::Type.type(:kitward_tags)) }
    first = catalog.resources.find { |resource| resource.is_a?(self.class) }
    warning('This tag is not sent to Kitward: add `include kitward` (class kitward names the server)') if first.equal?(self)
    []
  end
end
