require 'spec_helper'
require 'facter'

describe 'the fact kitward' do
  let(:path) { '/run/kitward-connector/instances.json' }

  before do
    Facter.clear
    allow(Facter).to receive(:value).and_call_original
    allow(File).to receive(:file?).and_call_original
    allow(File).to receive(:file?).with(path).and_return(false)
  end

  def connector(status, server = nil)
    allow(Facter::Core::Execution).to receive(:execute).and_call_original
    allow(Facter::Core::Execution).to receive(:execute).with(%r{dpkg-query.* kitward-connector }, anything).and_return(status)
    allow(Facter::Core::Execution).to receive(:execute).with(%r{dpkg-query.* kitward-server }, anything).and_return(server)
  end

  def instances(text, size = text.bytesize)
    allow(File).to receive(:file?).with(path).and_return(true)
    allow(File).to receive(:size).and_call_original
    allow(File).to receive(:size).with(path).and_return(size)
    allow(File).to receive(:read).and_call_original
    allow(File).to receive(:read).with(path, anything).and_return(text)
  end

  def fact
    load File.expand_path('../../lib/facter/kitward.rb', __dir__)
    Facter.fact(:kitward).value
  end

  it 'has the version of an installed connector, held or not' do
    { 'ii 1.0' => '1.0', 'hi 1.1' => '1.1' }.each do |status, version|
      Facter.clear
      connector(status)
      expect(fact['connector_version']).to eq version
    end
  end

  it 'has none of a connector that is away' do
    ['rc 1.0', 'un ', '', nil].each do |status|
      Facter.clear
      connector(status)
      expect(fact).not_to have_key('connector_version')
      expect(fact).not_to have_key('server_version')
    end
  end

  it 'has the version of an installed server, apart from the connector' do
    connector(nil, 'ii 0.3.0')
    expect(fact['server_version']).to eq '0.3.0'
    expect(fact).not_to have_key('connector_version')
  end

  it 'has the CA, as the agent knows it' do
    connector(nil)
    before = Puppet[:ca_server]
    Puppet[:ca_server] = 'ca.lab'
    Puppet[:ca_port] = '8141'
    expect(fact).to include('ca_server' => 'ca.lab', 'ca_port' => 8141)
  ensure
    Puppet[:ca_server] = before
    Puppet[:ca_port] = 8140
  end

  it 'has the places of certificate, key, CA and revocation list' do
    connector(nil)
    expect(fact['ssl']).to eq('certificate' => Puppet[:hostcert], 'key' => Puppet[:hostprivkey], 'ca' => Puppet[:localcacert], 'crl' => Puppet[:hostcrl])
    expect(fact['confdir']).to eq Puppet[:confdir]
    expect(fact).not_to have_key('instances')
  end

  it 'has the phases of the services' do
    connector('ii 1.0')
    instances('{"instances": {"rsyslog": {"phase": "failed", "since": 1}, "chrony": {"phase": "ok"}}}')
    expect(fact['instances']).to eq('chrony' => 'ok', 'rsyslog' => 'failed')
  end

  it 'has no services when there are none' do
    connector(nil)
    instances('{"instances": {}}')
    expect(fact['instances']).to eq({})
  end

  it 'goes on without what is no such file' do
    connector('ii 1.0')
    ['', '{', '[]', '1', 'null', '{"instances": 1}', '{"instances": null}', "{\"instances\": {\"\xff\": 1}}", "#{'[' * 200}#{']' * 200}"].each do |text|
      Facter.clear
      instances(text)
      expect(fact['connector_version']).to eq('1.0'), text
      expect(fact['instances']).to be_nil.or(eq({})), text
    end
  end

  it 'leaves out single services that say no phase' do
    connector(nil)
    instances('{"instances": {"a": {"phase": "ok"}, "b": {}, "c": {"phase": 1}, "d": "ok"}}')
    expect(fact['instances']).to eq('a' => 'ok')
  end

  it 'does not read a huge file' do
    connector(nil)
    instances('{"instances": {"a": {"phase": "ok"}}}', 1_048_577)
    expect(fact).not_to have_key('instances')
  end
end
