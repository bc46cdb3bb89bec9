# What the module must know of this node before a run: the connector's version, when it is installed, and where Puppet keeps
# this node's certificate, key and CA.
Facter.add(:kitward) do
  confine kernel: 'Linux'
  setcode do
    fact = {}
    query = "dpkg-query -W -f='${db:Status-Abbrev}${Version}' kitward-connector 2>/dev/null"
    status = Facter::Core::Execution.execute(query, on_fail: nil, timeout: 5)
    fact['connector_version'] = status[3..-1].strip if status && status.start_with?('ii', 'hi')
    if defined?(Puppet) && Puppet.respond_to?(:[])
      fact['ssl'] = {
        'certificate' => Puppet[:hostcert],
        'key' => Puppet[:hostprivkey],
        'ca' => Puppet[:localcacert],
        'crl' => Puppet[:hostcrl]
      }
    end
    fact unless fact.empty?
  end
end
