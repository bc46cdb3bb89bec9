require_relative '../../../puppet_x/kitward/client'

# Asks and tells Kitward over mutual TLS, with this node's own Puppet certificate.
Puppet::Type.type(:kitward_tags).provide(:https) do
  desc 'Over HTTPS, with the certificate that the Puppet CA gave this node.'

  def tags
    PuppetX::Kitward::Client.open(resource[:server], resource[:port]) do |client|
      answer = client.tags
      @version = answer.version
      answer.tags
    end
  rescue PuppetX::Kitward::Unreachable => e
    raise if resource[:on_unreachable] == :fail
    resource.warning("#{e.message}; the tags stay as they are")
    :unreachable
  end

  def tags=(wanted)
    PuppetX::Kitward::Client.open(resource[:server], resource[:port]) { |client| client.replace_tags(wanted, @version) }
  end
end
