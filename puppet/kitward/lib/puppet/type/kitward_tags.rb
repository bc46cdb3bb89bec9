require_relative '../../puppet_x/kitward/coexistence'
require_relative '../../puppet_x/kitward/declaration'

# All that Puppet declares for this node, as one resource: one question to Kitward per run, and one answer only when something
# changed.
Puppet::Type.newtype(:kitward_tags) do
  @doc = <<-DOC
    Sends all `kitward_tag` and `kitward_service` resources of the catalog to Kitward, with their proofs. The class `kitward`
    creates the one resource of this type that a node has. What was dropped from the code is removed; what other sources set is
    never touched. One GET per run, and one PUT when something changed or proofs have to be renewed.
  DOC

  newparam(:name, namevar: true) do
    desc 'Any name; the class uses `this node`.'
  end

  newparam(:server) do
    desc 'Host name of the Kitward server.'
  end

  newparam(:port) do
    desc "Port of the Kitward server's node door."
    defaultto 4320
    munge { |value| Integer(value) }
  end

  newparam(:ca) do
    desc "The CA of Kitward's certificate when that isn't Puppet's: certificates in PEM, or the absolute path of a file of them."
    validate do |value|
      unless value.start_with?('/') || value.include?('-----BEGIN CERTIFICATE-----')
        raise ArgumentError, 'ca: write a certificate in PEM, or the absolute path of a file that holds it'
      end
    end
  end

  newparam(:on_unreachable) do
    desc 'What to do when Kitward cannot be asked: `fail` this resource, or `warn` and leave everything as it is.'
    newvalues(:fail, :warn)
    defaultto :fail
  end

  newparam(:proof) do
    desc 'The token by which the compiler vouches for the catalog as such; the class fills it in.'
  end

  # A proof is kept out of PuppetDB by being sensitive, and is never logged anyway: it is no property.
  def set_sensitive_parameters(names)
    super(names - [:proof])
  end

  newproperty(:tags, array_matching: :all) do
    desc 'The tags; gathered from the catalog, not to be set.'

    # Order means nothing.
    def insync?(current)
      current.sort == should.sort
    end

    def change_to_s(current, wanted)
      "tags changed: #{((wanted - current).map { |tag| "+#{tag}" } + (current - wanted).map { |tag| "-#{tag}" }).join(' ')}"
    end
  end

  newproperty(:services, array_matching: :all) do
    desc 'The services with their parameters; gathered from the catalog, not to be set.'

    def insync?(current)
      current.sort_by { |one| one['service'] } == should.sort_by { |one| one['service'] }
    end

    # Names only: values may be long.
    def change_to_s(current, wanted)
      before, after = [current, wanted].map { |list| list.map { |one| [one['service'], one['parameters']] }.to_h }
      changed = (before.keys & after.keys).reject { |name| before[name] == after[name] }
      words = (after.keys - before.keys).map { |name| "+#{name}" } + (before.keys - after.keys).map { |name| "-#{name}" } +
              changed.map { |name| "#{name} (parameters)" }
      "services changed: #{words.join(' ')}"
    end

    def is_to_s(value)
      names(value)
    end

    def should_to_s(value)
      names(value)
    end

    def names(value)
      "[#{[*value].map { |one| one.is_a?(Hash) ? one['service'] : one.to_s }.join(', ')}]"
    end
  end

  validate do
    raise Puppet::Error, 'server: name the Kitward server' if self[:server].nil? || self[:server].to_s.empty?
  end

  # A CA that the same catalog writes is there first.
  autorequire(:file) { self[:ca] if self[:ca].to_s.start_with?('/') }

  # What the catalog declares. What is `noop` alone is left out.
  def declaration
    @declaration ||= PuppetX::Kitward::Declaration.new(
      catalog.environment.to_s,
      self[:proof],
      declared(:kitward_tag).map { |one| [one[:name], one[:proof]] }.to_h,
      declared(:kitward_service).map { |one| [one[:name], [one[:parameters], one[:proof]]] }.to_h
    )
  end

  # Called once, before anything is applied.
  def generate
    self[:tags] = declaration.tags
    self[:services] = declaration.services
    PuppetX::Kitward::Coexistence.here.conflicts(catalog.resources).each do |words|
      warning("#{words}; leave it to one of the two (kitward migrate report)")
    end
    []
  end

  # Asks Kitward. Proofs are renewed here, before Puppet compares anything: nothing that it compares changes by it.
  def retrieve
    current = super
    return leave_alone if provider.unreachable?
    unproven = declaration.unproven_services
    warning("not assigned, for want of a proof (has the compiler a voucher? see class kitward::voucher): #{unproven.join(', ')}") unless unproven.empty?
    changes = properties.reject { |property| property.safe_insync?(current[property.name]) }
    if noop? || (changes.empty? && !provider.renewal_due?(declaration.issued_at))
      provider.notice
    elsif changes.empty?
      provider.renew
    end
    current
  end

  private

  # There is nothing to compare then, and nothing that Puppet would remember: else it took what could not be sent for what was
  # there, and called the next run's change corrective.
  def leave_alone
    properties.map(&:name).each { |name| delete(name) }
    {}
  end

  def declared(name)
    type = Puppet::Type.type(name)
    catalog.resources.select { |resource| resource.is_a?(type) && (noop? || !resource.noop?) }
  end
end
