# The key with which this compiler vouches for tags and services, made here and made known to Kitward.
Puppet::Type.newtype(:kitward_voucher) do
  @doc = <<-DOC
    Makes the P-256 key with which this compiler signs, unless it is there, gives it to the user that Puppet Server runs as, and
    enrols its public half with Kitward. The private key never leaves the machine. One GET per run, and one PUT when Kitward
    has another key than this one. Use the class `kitward::voucher`.
  DOC

  newparam(:path, namevar: true) do
    desc 'The file of the private key; `kitward/voucher.pem` in the folder of puppet.conf is where compilers look for it.'
    validate do |value|
      raise ArgumentError, "path: #{value.inspect} is not an absolute path" unless Puppet::Util.absolute_path?(value)
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
    desc "The CA of Kitward's certificate when that isn't Puppet's: certificates in PEM, or the absolute path of a file of them."
    validate do |value|
      unless value.start_with?('/') || value.include?('-----BEGIN CERTIFICATE-----')
        raise ArgumentError, 'ca: write a certificate in PEM, or the absolute path of a file that holds it'
      end
    end
  end

  newparam(:user) do
    desc 'The user that Puppet Server runs as, which reads the key.'
    defaultto 'puppet'
  end

  newproperty(:ensure) do
    desc 'Whether the key is there and Kitward has its public half.'
    defaultto :enrolled

    newvalue(:enrolled) { provider.enrol }

    def change_to_s(_current, _wanted)
      provider.outcome
    end
  end

  validate do
    raise Puppet::Error, 'server: name the Kitward server' if self[:server].nil? || self[:server].to_s.empty?
  end

  autorequire(:file) { [File.dirname(self[:path]), (self[:ca] if self[:ca].to_s.start_with?('/'))].compact }
  autorequire(:user) { self[:user] }
end
