require_relative '../../../puppet_x/kitward/client'

# Puts the certificates together on the node, since only the node knows which CA it trusts.
Puppet::Type.type(:kitward_ca).provide(:pem) do
  desc 'Certificates in PEM, one after the other.'

  def ensure
    text = File.file?(resource[:path]) ? File.read(resource[:path]) : nil
    text == wanted ? :present : :absent
  end

  def write
    Puppet::Util.replace_file(resource[:path], 0o644) { |file| file.write(wanted) }
  end

  def subjects
    certificates.map { |certificate| certificate.subject.to_utf8 }
  end

  private

  def wanted
    certificates.map(&:to_pem).join
  end

  def certificates
    @certificates ||= [Puppet[:localcacert], resource[:ca]].flat_map { |place| PuppetX::Kitward::Client.certificates(place) }
  end
end
