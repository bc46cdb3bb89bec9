require_relative '../../../puppet_x/kitward/client'

# Fetches over mutual TLS, with this node's own Puppet certificate.
Puppet::Type.type(:kitward_download).provide(:https) do
  desc 'Over HTTPS, with the certificate that the Puppet CA gave this node.'

  def ensure
    return :absent unless File.file?(resource[:path])
    changed = PuppetX::Kitward::Client.for(resource) { |door| door.changed(resource[:source]) }
    changed.nil? || changed == File.mtime(resource[:path]) ? :present : :outdated
  end

  # The whole file is there, or the former one.
  def fetch
    changed = nil
    Puppet::Util.replace_file(resource[:path], 0o644) do |file|
      file.binmode
      changed = PuppetX::Kitward::Client.for(resource) { |door| door.download(resource[:source], file) }
    end
    File.utime(changed, changed, resource[:path]) if changed
  end
end
