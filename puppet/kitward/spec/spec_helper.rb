RSpec.configure { |config| config.mock_with :rspec } # before the helper, which else takes mocha

require 'puppetlabs_spec_helper/module_spec_helper'
require 'tmpdir'
require 'webmock/rspec'
require_relative '../lib/puppet_x/kitward/client'
require_relative '../lib/puppet_x/kitward/declaration'
require_relative '../lib/puppet_x/kitward/voucher'

# Facts by hand: facterdb doesn't know Debian 12, and a loop over what it knows would hold no example at all.
FACTS = {
  os: { 'family' => 'Debian', 'name' => 'Debian', 'release' => { 'major' => '12' } },
  kitward: {
    'confdir' => '/etc/puppet',
    'ca_server' => 'puppet.lab',
    'ca_port' => 8140,
    'ssl' => { 'certificate' => '/ssl/certs/n1.pem', 'key' => '/ssl/private_keys/n1.pem', 'ca' => '/ssl/certs/ca.pem', 'crl' => '/ssl/crl.pem' }
  }
}.freeze

# A certificate of a CA of its own, as Kitward has one.
def authority(name)
  key = OpenSSL::PKey::EC.generate('prime256v1')
  certificate = OpenSSL::X509::Certificate.new
  certificate.version = 2
  certificate.serial = 1
  certificate.subject = certificate.issuer = OpenSSL::X509::Name.parse("/CN=#{name}")
  certificate.public_key = key
  certificate.not_before = Time.now - 60
  certificate.not_after = Time.now + 3600
  certificate.sign(key, OpenSSL::Digest.new('SHA256')).to_pem
end

# Header and claims of a token whose signature holds for the public key; fails where it doesn't.
def verified(token, public_pem)
  header, claims, signature = token.split('.')
  raw = PuppetX::Kitward::Voucher.decode(signature)
  expect(raw.bytesize).to eq 64
  numbers = [raw[0, 32], raw[32, 32]].map { |half| OpenSSL::ASN1::Integer(OpenSSL::BN.new(half.unpack('H*').first, 16)) }
  holds = OpenSSL::PKey.read(public_pem).dsa_verify_asn1(OpenSSL::Digest::SHA256.digest("#{header}.#{claims}"), OpenSSL::ASN1::Sequence(numbers).to_der)
  expect(holds).to be(true), "the signature of #{token} does not hold"
  [header, claims].map { |part| JSON.parse(PuppetX::Kitward::Voucher.decode(part)) }
end

# Resources in a catalog of their own, applied as an agent does; Kitward is what webmock answers. State of earlier runs of the same
# example is kept, as on a node.
def apply(*resources, environment: 'production', noop: false)
  @state ||= Dir.mktmpdir
  Puppet[:statedir] = @state
  Puppet[:statefile] = File.join(@state, 'state.yaml')
  Puppet[:transactionstorefile] = File.join(@state, 'transactionstore.yaml')
  Puppet[:noop] = noop
  allow(Puppet).to receive(:run_mode).and_return(Puppet::Util::RunMode[:agent])
  allow(Puppet).to receive(:lookup).and_call_original
  allow(Puppet).to receive(:lookup).with(:ssl_context).and_return(Puppet::SSL::SSLProvider.new.create_insecure_context)
  catalog = Puppet::Resource::Catalog.new('n1.lab', Puppet::Node::Environment.create(environment.to_sym, []))
  catalog.host_config = true
  resources.each { |resource| catalog.add_resource(resource) }
  catalog.apply.report
end

RSpec.configure { |config| config.after { FileUtils.remove_entry(@state) if @state } }

def problem(title, detail)
  { status: 403, body: JSON.generate('title' => title, 'detail' => detail), headers: { 'Content-Type' => 'application/problem+json' } }
end

def json(body, headers = {})
  { status: 200, body: JSON.generate(body), headers: { 'Content-Type' => 'application/json' }.merge(headers) }
end

# Lines of a report's log.
def lines(report)
  report.logs.map { |log| "#{log.level}: #{log.message}" }
end
