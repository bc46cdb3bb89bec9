require 'json'

# What the module must know of this node before a run: the versions of connector and server, where they are installed, how its
# services are, where Puppet keeps its configuration and this node's certificate, key and CA, and which CA that is.
Facter.add(:kitward) do
  confine kernel: 'Linux'
  setcode do
    fact = {}
    %w[connector server].each do |part|
      query = "dpkg-query -W -f='${db:Status-Abbrev}${Version}' kitward-#{part} 2>/dev/null"
      status = Facter::Core::Execution.execute(query, on_fail: nil, timeout: 5)
      fact["#{part}_version"] = status[3..-1].strip if status && status.start_with?('ii', 'hi')
    end

    # Written by the connector. Whatever else may be there in its place must not keep Puppet from running.
    begin
      path = '/run/kitward-connector/instances.json'
      if File.file?(path) && File.size(path) <= 1_048_576
        instances = JSON.parse(File.read(path, encoding: 'UTF-8'))['instances']
        phases = instances.select { |name, one| name.is_a?(String) && one.is_a?(Hash) && one['phase'].is_a?(String) }
        fact['instances'] = phases.map { |name, one| [name, one['phase']] }.sort.to_h
      end
    rescue StandardError => e
      Facter.debug("kitward: #{path} is left out: #{e.message}")
    end

    if defined?(Puppet) && Puppet.respond_to?(:[])
      fact['confdir'] = Puppet[:confdir]
      fact['ca_server'] = Puppet[:ca_server]
      fact['ca_port'] = Puppet[:ca_port]
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
