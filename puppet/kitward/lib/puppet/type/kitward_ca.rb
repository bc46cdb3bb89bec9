# A file of the CAs that the connector trusts: Puppet's, and Kitward's own beside it.
Puppet::Type.newtype(:kitward_ca) do
  @doc = <<-DOC
    A file of certificates: Puppet's CA as this node has it, and Kitward's own. The class `kitward` writes one for the connector
    when it is given a CA (`kitward::ca`).
  DOC

  newparam(:path, namevar: true) do
    desc 'The file.'
    validate do |value|
      raise ArgumentError, "path: #{value.inspect} is not an absolute path" unless Puppet::Util.absolute_path?(value)
    end
  end

  newparam(:ca) do
    desc "Kitward's CA: certificates in PEM, or the absolute path of a file of them."
  end

  newproperty(:ensure) do
    desc 'Whether the file holds these certificates, and no others.'
    defaultto :present

    newvalue(:present) { provider.write }

    def change_to_s(_current, _wanted)
      "written: #{provider.subjects.join('; ')}"
    end
  end

  validate do
    raise Puppet::Error, "ca: name Kitward's CA" if self[:ca].nil?
  end

  autorequire(:file) { [File.dirname(self[:path]), (self[:ca] if self[:ca].start_with?('/'))].compact }
end
