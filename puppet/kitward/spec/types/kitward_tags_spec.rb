require 'spec_helper'

# The resource that talks to Kitward, applied as an agent applies it.
describe 'kitward_tags', type: :application do
  let(:url) { 'https://kitward.lab:4320/v1/nodes/self/declaration' }
  let(:voucher) { PuppetX::Kitward::Voucher.new(PuppetX::Kitward::Voucher.generate) }
  let(:issued) { 1_764_496_800 }
  let(:nothing) { { 'tags' => [], 'services' => [], 'environment' => '' } }

  def tag(name, proven: true)
    proof = voucher.sign('kitward-proof+jwt', 'tag' => name, 'iat' => issued) if proven
    Puppet::Type.type(:kitward_tag).new({ name: name, proof: proof }.reject { |_, value| value.nil? })
  end

  def service(name, parameters = {}, proven: true)
    proof = voucher.sign('kitward-proof+jwt', 'service' => name, 'parameters' => parameters, 'iat' => issued) if proven
    Puppet::Type.type(:kitward_service).new({ name: name, parameters: parameters, proof: proof }.reject { |_, value| value.nil? })
  end

  def singleton(more = {})
    Puppet::Type.type(:kitward_tags).new({ name: 'this node', server: 'kitward.lab' }.merge(more))
  end

  def status(report)
    report.resource_statuses['Kitward_tags[this node]']
  end

  def kitward_has(body, headers = { 'ETag' => '"7"' })
    @get = stub_request(:get, url).to_return(json(nothing.merge(body), headers))
  end

  def kitward_takes(body)
    @put = stub_request(:put, url).to_return(json(nothing.merge(body)))
  end

  it 'asks once and sends nothing when nothing changed, whatever the order' do
    kitward_has('tags' => %w[b a], 'services' => [{ 'service' => 'chrony', 'parameters' => { 'n' => 3 } }])
    report = apply(singleton, tag('a'), tag('b'), service('chrony', { 'n' => 3 }))
    expect(@get).to have_been_requested.once
    expect(status(report)).to have_attributes(changed: false, failed: false, out_of_sync: false)
  end

  it 'sends tags and services in one request, with their proofs and the version that it saw' do
    kitward_has('tags' => ['old'])
    kitward_takes('tags' => %w[a plain], 'services' => [{ 'service' => 'chrony', 'parameters' => {} }])
    report = apply(singleton, tag('a'), tag('plain', proven: false), service('chrony'), environment: 'feature')
    expect(@put.with do |request|
      body = JSON.parse(request.body)
      expect(request.headers).to include('If-Match' => '"7"', 'Content-Type' => 'application/json')
      expect(body['environment']).to eq 'feature'
      expect(body['tags'].map(&:keys)).to eq [%w[tag proof], %w[tag]]
      expect(verified(body['tags'].first['proof'], voucher.public_pem).last['tag']).to eq 'a'
      expect(body['services'].map(&:keys)).to eq [%w[service proof]]
    end).to have_been_requested.once
    expect(status(report)).to have_attributes(changed: true, failed: false)
    expect(lines(report)).to include('notice: tags changed: +a +plain -old', 'notice: services changed: +chrony')
  end

  it 'sends the proof of the catalog along, so that an empty one says when it was compiled' do
    kitward_has('tags' => ['old'])
    kitward_takes('tags' => [])
    apply(singleton(proof: voucher.sign('kitward-proof+jwt', 'iat' => issued)))
    expect(@put.with do |request|
      expect(verified(JSON.parse(request.body)['proof'], voucher.public_pem).last).to eq('iat' => issued)
    end).to have_been_requested.once
  end

  it 'sends an empty list when the last tag is gone' do
    kitward_has('tags' => ['old'])
    kitward_takes({})
    report = apply(singleton)
    expect(@put.with(body: { 'environment' => 'production', 'tags' => [], 'services' => [] })).to have_been_requested.once
    expect(status(report).changed).to be true
  end

  it 'names services whose parameters changed, and not their values' do
    kitward_has('services' => [{ 'service' => 'chrony', 'parameters' => { 'pool' => 'secret-before' } }])
    kitward_takes({})
    report = apply(singleton, service('chrony', { 'pool' => 'secret-after' }))
    expect(lines(report)).to include('notice: services changed: chrony (parameters)')
    expect(lines(report).grep(%r{secret-})).to be_empty
  end

  it 'keeps proofs out of the log and the events' do
    kitward_has({})
    kitward_takes('tags' => ['a'])
    report = apply(singleton, tag('a'), service('chrony'))
    expect(YAML.dump(report.to_data_hash)).not_to include 'eyJ'
  end

  it 'asks only in noop, and sends nothing' do
    kitward_has('tags' => ['old'], 'renewFrom' => 0)
    report = apply(singleton, tag('a'), service('chrony'), noop: true)
    expect(@get).to have_been_requested.once
    expect(a_request(:put, url)).not_to have_been_made
    expect(lines(report)).to include("notice: current_value ['old'], should be ['a'] (noop)", 'notice: current_value [], should be [chrony] (noop)')
  end

  it 'leaves out what is noop alone' do
    kitward_has('tags' => ['a'])
    alone = Puppet::Type.type(:kitward_tag).new(name: 'b', noop: true)
    expect(status(apply(singleton, tag('a'), alone)).out_of_sync).to be false
  end

  it 'leaves out services without a proof, and says so' do
    kitward_has({})
    report = apply(singleton, service('chrony', {}, proven: false))
    expect(status(report).out_of_sync).to be false
    expect(lines(report).grep(%r{warning: not assigned, for want of a proof.*: chrony}).size).to eq 1
  end

  describe 'renewal' do
    { 0 => true, 1_764_496_799 => true, 1_764_496_800 => true, 1_764_496_801 => false, nil => false }.each do |from, due|
      it "is #{due ? 'made' : 'left'} when Kitward wants proofs from #{from.inspect} on" do
        kitward_has({ 'tags' => ['a'], 'renewFrom' => from }.reject { |_, value| value.nil? })
        kitward_takes('tags' => ['a'])
        report = apply(singleton, tag('a'))
        expect(@put).to(due ? have_been_requested.once : have_been_requested.times(0))
        expect(status(report)).to have_attributes(changed: false, failed: false, out_of_sync: false, events: [])
        expect(report.logs.map(&:level) - [:debug, :info]).to be_empty
      end
    end

    it 'is not made in noop' do
      kitward_has('tags' => ['a'], 'renewFrom' => 0)
      kitward_takes('tags' => ['a'])
      apply(singleton, tag('a'), noop: true)
      expect(@get).to have_been_requested.once
      expect(@put).not_to have_been_requested
    end

    it 'is not made with nothing to renew' do
      kitward_has('tags' => ['a'], 'renewFrom' => 0)
      kitward_takes({})
      apply(singleton, tag('a', proven: false))
      expect(@put).not_to have_been_requested
    end

    it 'fails the resource when it is refused' do
      kitward_has('tags' => ['a'], 'renewFrom' => 0)
      stub_request(:put, url).to_return(problem('proof refused', 'tag a: too old'))
      report = apply(singleton, tag('a'))
      expect(status(report)).to have_attributes(failed: true, changed: false)
      expect(lines(report).grep(%r{err: Could not evaluate: Kitward at kitward.lab:4320 refused: proof refused: tag a: too old \(403\)}).size).to eq 1
    end

    it 'only warns when Kitward goes away, if that is wished' do
      kitward_has('tags' => ['a'], 'renewFrom' => 0)
      stub_request(:put, url).to_return(status: 503)
      report = apply(singleton(on_unreachable: :warn), tag('a'))
      expect(status(report)).to have_attributes(failed: false, changed: false)
      expect(lines(report).grep(%r{warning: .*the proofs were not renewed}).size).to eq 1
    end
  end

  describe 'notice' do
    it 'is a warning, once, when nothing changed' do
      kitward_has('tags' => ['a'], 'notice' => 'feature is not listed')
      expect(lines(apply(singleton, tag('a'))).grep(%r{warning: Kitward says: feature is not listed}).size).to eq 1
    end

    it 'is of the last answer when something changed' do
      kitward_has('notice' => 'before')
      kitward_takes('tags' => ['a'], 'notice' => 'after')
      expect(lines(apply(singleton, tag('a'))).grep(%r{Kitward says})).to eq ['warning: Kitward says: after']
    end
  end

  describe 'failure' do
    it 'of the sending is reported as such, and never as a change' do
      kitward_has({})
      put = stub_request(:put, url).to_return(problem('proof refused', 'tag a: signed by nobody we know'))
      report = apply(singleton, tag('a'), service('chrony'))
      expect(put).to have_been_requested.once
      expect(status(report)).to have_attributes(failed: true, changed: false)
      expect(status(report).events.map(&:status)).to eq %w[failure failure]
      expect(lines(report).grep(%r{^err:.*signed by nobody we know})).not_to be_empty
    end

    it 'to take a tag without a word about it is no success' do
      kitward_has({})
      kitward_takes('tags' => ['a'])
      report = apply(singleton, tag('a'), tag('b'))
      expect(status(report)).to have_attributes(failed: true, changed: false)
      expect(lines(report).join).to include 'Kitward left out b'
    end

    it 'of one resource leaves the others alone' do
      stub_request(:get, url).to_raise(Errno::ECONNREFUSED)
      other = Puppet::Type.type(:notify).new(name: 'other')
      report = apply(singleton, other)
      expect(status(report).failed).to be true
      expect(lines(report).grep(%r{err:.*Kitward at kitward.lab:4320 can't be reached}).size).to eq 1
      expect(report.resource_statuses['Notify[other]'].changed).to be true
    end

    it 'to answer is a warning, once, if that is wished' do
      stub_request(:get, url).to_timeout
      report = apply(singleton(on_unreachable: :warn), tag('a'), service('chrony'))
      expect(status(report)).to have_attributes(failed: false, out_of_sync: false)
      expect(lines(report).grep(%r{^warning}).size).to eq 1
    end

    it 'makes no later change a corrective one' do
      kitward_has('tags' => ['a'])
      apply(singleton(on_unreachable: :warn), tag('a'))
      stub_request(:get, url).to_timeout
      apply(singleton(on_unreachable: :warn), tag('a'), tag('b'))
      kitward_has('tags' => ['a'])
      kitward_takes('tags' => %w[a b])
      report = apply(singleton(on_unreachable: :warn), tag('a'), tag('b'))
      expect(status(report)).to have_attributes(changed: true, corrective_change: false)
      expect(lines(report).grep(%r{tags changed: \+b}).size).to eq 1
    end

    [429, 500, 503].each do |code|
      it "with #{code} comes back at once, with no wait" do
        stub_request(:get, url).to_return(status: code)
        started = Time.now
        report = apply(singleton)
        expect(Time.now - started).to be < 5
        expect(lines(report).join).to include "can't answer now: #{code}"
      end
    end

    it 'to be Kitward at all is said in words' do
      ['<html>', '[]', '{}', '{"tags": 1}'].each do |body|
        stub_request(:get, url).to_return(status: 200, body: body)
        report = apply(singleton)
        expect(status(report).failed).to be(true), body
        expect(lines(report).join).to include 'node door?'
      end
    end

    it 'is what a redirect is' do
      stub_request(:get, url).to_return(status: 302, headers: { 'Location' => 'https://elsewhere.lab/' })
      elsewhere = stub_request(:get, 'https://elsewhere.lab/')
      expect(status(apply(singleton)).failed).to be true
      expect(elsewhere).not_to have_been_requested
    end
  end

  it 'waits for an answer ten seconds, not ten minutes' do
    kitward_has({})
    limits = []
    allow(Puppet::HTTP::Client).to receive(:new).and_wrap_original do |real, *arguments|
      limits << [Puppet[:http_connect_timeout], Puppet[:http_read_timeout]]
      real.call(*arguments)
    end
    before = Puppet[:http_read_timeout]
    apply(singleton)
    expect(limits).to include [10, 10]
    expect(Puppet[:http_read_timeout]).to eq before
  end

  it 'reports what somebody else undid as a corrective change' do
    run = lambda do |tags, current|
      kitward_has('tags' => current)
      kitward_takes('tags' => tags)
      status(apply(singleton, *tags.map { |name| tag(name) })).events.map { |event| [event.property, event.corrective_change] }
    end
    expect(run.call(['a'], [])).to eq [['tags', false]]
    expect(run.call(['a'], ['a'])).to eq []
    expect(run.call(['a'], ['forged'])).to eq [['tags', true]]
    expect(run.call(%w[a b], ['a'])).to eq [['tags', false]]
  end

  it 'warns about tags and services that nobody sends' do
    expect(lines(apply(tag('a'), tag('b'))).grep(%r{warning: This tag is not sent}).size).to eq 1
    expect(lines(apply(service('chrony'))).grep(%r{warning: This service is not sent}).size).to eq 1
  end

  it 'refuses tags and services that are none, a CA that is none, and no server' do
    expect { Puppet::Type.type(:kitward_tag).new(name: 'no tag') }.to raise_error(Puppet::ResourceError, %r{"no tag" is not a tag})
    expect { Puppet::Type.type(:kitward_service).new(name: 'Chrony') }.to raise_error(Puppet::ResourceError, %r{not the name of a service})
    expect { Puppet::Type.type(:kitward_service).new(name: 'chrony', parameters: 'x') }.to raise_error(Puppet::ResourceError, %r{write a hash})
    expect { singleton(ca: 'rubbish') }.to raise_error(Puppet::ResourceError, %r{ca: write a certificate})
    expect { Puppet::Type.type(:kitward_tags).new(name: 'this node') }.to raise_error(Puppet::Error, %r{name the Kitward server})
  end

  it 'does not complain about its sensitive parameter, and does about another' do
    resource = Puppet::Resource.new(:kitward_tag, 'a', parameters: { proof: 'x' })
    resource.sensitive_parameters = [:proof]
    expect(Puppet).not_to receive(:warning)
    expect(Puppet::Util::Log).not_to receive(:create)
    Puppet::Type.type(:kitward_tag).new(resource)
  end

  describe 'with a CA of its own' do
    let(:own) { authority('Kitward CA') }

    def trusted
      contexts = []
      allow_any_instance_of(Puppet::SSL::SSLProvider).to receive(:create_context).and_wrap_original do |real, **arguments|
        contexts << arguments
        real.receiver.create_insecure_context
      end
      kitward_has({})
      report = apply(singleton(ca: yield))
      [contexts, report]
    end

    it 'trusts that and what Puppet trusts, and none of the system' do
      contexts, report = trusted { own }
      expect(status(report).failed).to be_falsey
      expect(contexts.map { |one| one[:cacerts].map { |certificate| certificate.subject.to_utf8 } }).to eq [['CN=Kitward CA']]
      expect(contexts.first).to include(crls: [], revocation: false)
    end

    it 'reads it from a file, too' do
      Dir.mktmpdir do |folder|
        path = File.join(folder, 'own.pem')
        File.write(path, own)
        contexts, = trusted { path }
        expect(contexts.first[:cacerts].first.to_pem).to eq own
      end
    end

    it 'says what is wrong with it' do
      ["-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", '/nowhere/own.pem'].each do |wrong|
        _, report = trusted { wrong }
        expect(lines(report).grep(%r{err: Could not evaluate: ca: }).size).to eq 1
      end
    end
  end
end
