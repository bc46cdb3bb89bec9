require 'etc'
require_relative '../../../puppet_x/kitward/client'
require_relative '../../../puppet_x/kitward/voucher'

# Makes the key with this machine's own hands, and enrols it with this machine's own Puppet certificate.
Puppet::Type.type(:kitward_voucher).provide(:https) do
  desc 'Over HTTPS, with the certificate that the Puppet CA gave this compiler.'

  # What `enrol` did, in words for the report.
  attr_reader :outcome

  def ensure
    @voucher = voucher
    answer = PuppetX::Kitward::Client.for(resource) { |door| door.get(endpoint) }
    @known = answer.body['kid'].to_s
    enrolled = @voucher && @known == @voucher.kid
    resource.warning(unlisted) if enrolled && answer.body['listed'] == false
    return :absent unless enrolled
    owned? ? :enrolled : :unowned
  end

  def enrol
    done = []
    done << "key #{make.kid} made" unless @voucher
    done << "key given to #{resource[:user]}" if own
    done << "key enrolled in place of #{@known.empty? ? 'none' : @known}" if tell
    @outcome = done.join(', ')
  end

  private

  def endpoint
    '/v1/nodes/self/voucher'
  end

  def unlisted
    "Kitward has this key, but #{Puppet[:certname]} is not listed in its `puppet.vouchers`: what this compiler signs does not count"
  end

  # A key that can't be used is never replaced: somebody put it there.
  def voucher
    PuppetX::Kitward::Voucher.at(resource[:path])
  rescue ArgumentError => e
    raise Puppet::Error, "#{resource[:path]}: #{e.message}; remove the file, and the next run makes a new key"
  end

  # The whole key is there, or none: written beside its place, and moved.
  def make
    folder = File.dirname(resource[:path])
    Dir.mkdir(folder, 0o755) unless File.directory?(folder)
    part = "#{resource[:path]}.part"
    File.unlink(part) if File.exist?(part)
    File.open(part, File::WRONLY | File::CREAT | File::EXCL, 0o400) { |file| file.write(PuppetX::Kitward::Voucher.generate) }
    File.chown(user.uid, user.gid, part)
    File.rename(part, resource[:path])
    @voucher = voucher
  end

  def user
    Etc.getpwnam(resource[:user])
  rescue ArgumentError
    raise Puppet::Error, "user: there is no user #{resource[:user]} here; is this machine a Puppet compiler?"
  end

  # Readable for that user, and for nobody else but root.
  def owned?
    stat = File.stat(resource[:path])
    stat.uid == user.uid && (stat.mode & 0o477) == 0o400
  end

  # True when something had to be mended.
  def own
    return false if owned?
    File.chown(user.uid, user.gid, resource[:path])
    File.chmod(0o400, resource[:path])
    true
  end

  # True when Kitward had another key, or none.
  def tell
    return false if @known == @voucher.kid
    proof = @voucher.sign('kitward-voucher+jwt', 'sub' => Puppet[:certname], 'iat' => Time.now.to_i)
    answer = PuppetX::Kitward::Client.for(resource) do |door|
      door.put(endpoint, 'key' => @voucher.public_pem, 'proof' => proof)
    end
    return true if answer.body['kid'] == @voucher.kid
    raise PuppetX::Kitward::Refused, 'Kitward answered, and did not take the key'
  end
end
