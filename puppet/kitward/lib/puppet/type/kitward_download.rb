# A file that Kitward's node door hands out, such as the connector's package.
Puppet::Type.newtype(:kitward_download) do
  @doc = <<-DOC
    A file fetched from Kitward's node door. Puppet's own `file` trusts Puppet's CA and the system's, so the class `kitward` uses
    this in its place when Kitward's certificate comes from a CA of its own (`kitward::ca`).
  DOC

  newparam(:path, namevar: true) do
    desc 'Where the file goes.'
    validate do |value|
      raise ArgumentError, "path: #{value.inspect} is not an absolute path" unless Puppet::Util.absolute_path?(value)
    end
  end

  newparam(:source) do
    desc 'Its path at the node door, such as `/v1/connector/package.deb`.'
    validate do |value|
      raise ArgumentError, "source: #{value.inspect} is not a path at the node door" unless value.start_with?('/')
    end
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
    desc "The CA of Kitward's certificate: certificates in PEM, or the absolute path of a file of them."
  end

  newproperty(:ensure) do
    desc 'Whether the file is there as the server has it now (by its time of change).'
    defaultto :present

    newvalue(:present) { provider.fetch }

    def change_to_s(_current, _wanted)
      'fetched'
    end
  end

  validate do
    raise Puppet::Error, 'server: name the Kitward server' if self[:server].nil?
    raise Puppet::Error, 'source: name the file' if self[:source].nil?
  end

  autorequire(:file) { [File.dirname(self[:path]), (self[:ca] if self[:ca].to_s.start_with?('/'))].compact }
end
