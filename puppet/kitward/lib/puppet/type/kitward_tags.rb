# All tags of this node, as one resource: one question to Kitward per run, and one answer only when something changed.
Puppet::Type.newtype(:kitward_tags) do
  @doc = <<-DOC
    Sends all `kitward_tag` resources of the catalog to Kitward as the tags of the source `node`. The class `kitward` creates the
    one resource of this type that a node has. Tags that were dropped from the code are removed; tags of other sources are
    never touched. One GET per run, and one PUT when something changed.
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

  newparam(:on_unreachable) do
    desc 'What to do when Kitward cannot be asked: `fail` this resource, or `warn` and leave the tags as they are.'
    newvalues(:fail, :warn)
    defaultto :fail
  end

  newproperty(:tags, array_matching: :all) do
    desc 'The tags; gathered from the catalog, not to be set.'

    # Order means nothing, and what could not be asked is left as it is.
    def insync?(current)
      current == :unreachable || current.sort == should.sort
    end

    def change_to_s(current, wanted)
      "tags changed: #{((wanted - current).map { |tag| "+#{tag}" } + (current - wanted).map { |tag| "-#{tag}" }).join(' ')}"
    end
  end

  validate do
    raise Puppet::Error, 'server: name the Kitward server' if self[:server].nil? || self[:server].to_s.empty?
  end

  # Called once, before anything is applied. A tag that alone is `noop` is not sent.
  def generate
    type = Puppet::Type.type(:kitward_tag)
    declared = catalog.resources.select { |resource| resource.is_a?(type) && (noop? || !resource.noop?) }
    self[:tags] = declared.map { |resource| resource[:name] }.uniq.sort
    []
  end
end
