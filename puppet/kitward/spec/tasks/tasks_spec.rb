require 'spec_helper'
require_relative '../../lib/puppet_x/kitward/task'
require 'stringio'

# The tasks' Ruby, as it stands in the executables: parameters go in and outcomes come out as Bolt would have them.
describe 'tasks' do
  let(:folder) { Dir.mktmpdir }
  let(:configuration) { File.join(folder, 'connector.yaml') }
  let(:root) { 'https://kitward.lab:4320/v1/nodes/self' }

  before do
    allow(Puppet).to receive(:initialize_settings) # those of this example
    context = Puppet::SSL::SSLProvider.new.create_insecure_context
    allow_any_instance_of(Puppet::SSL::SSLProvider).to receive(:load_context).and_return(context)
    File.write(configuration, "server: 'kitward.lab:4320'\nidentity: {ca: '#{Puppet[:localcacert]}'}\n")
  end

  after { FileUtils.remove_entry(folder) }

  # The part of an executable that follows `#!ruby` and the loading, as it is.
  def task(name, parameters)
    text = File.read(File.expand_path("../../tasks/#{name}", __dir__))
    body = text[%r{do \|kitward, parameters\|\n(.*)\nend\nexit status}m, 1]
    block = eval("proc { |kitward, parameters| #{body} }", binding, name, 1) # rubocop:disable Security/Eval
    output = StringIO.new
    status = PuppetX::Kitward::Task.run(StringIO.new(JSON.generate(parameters)), output, configuration, &block)
    [status, JSON.parse(output.string)]
  end

  it 'tag adds one tag or more' do
    post = stub_request(:post, "#{root}/tags/node").to_return(json('tags' => %w[a b]))
    expect(task('tag', 'tags' => %w[a b])).to eq [0, { 'tags' => %w[a b] }]
    task('tag', 'tags' => 'c')
    expect(post).to have_been_requested.twice
    [%w[a b], %w[c]].each { |tags| expect(a_request(:post, "#{root}/tags/node").with(body: { 'tags' => tags })).to have_been_made.once }
  end

  it 'check says what Kitward knows of the node and of its services' do
    stub_request(:get, root).to_return(json('certname' => 'n1.lab'))
    stub_request(:get, "#{root}/instances").to_return(json('instances' => []))
    expect(task('check', {})).to eq [0, { 'node' => { 'certname' => 'n1.lab' }, 'instances' => { 'instances' => [] } }]
  end

  it 'tag takes back what the node said' do
    gone = stub_request(:delete, "#{root}/tags/node/b=c").to_return(json('tags' => []))
    stub_request(:get, "#{root}/tags/node").to_return(json('tags' => ['a']))
    expect(task('tag', 'remove' => 'b=c')).to eq [0, { 'tags' => ['a'] }]
    expect(gone).to have_been_requested.once
  end

  it 'explain asks for one service, or for each that the node has' do
    stub_request(:get, "#{root}/instances?limit=1000").to_return(json('items' => [{ 'service' => 'chrony' }, { 'service' => 'rsyslog' }]))
    %w[chrony rsyslog].each { |service| stub_request(:get, "#{root}/explain?service=#{service}").to_return(json('why' => service)) }
    expect(task('explain', 'service' => 'chrony')).to eq [0, { 'why' => 'chrony' }]
    expect(task('explain', {})).to eq [0, { 'services' => { 'chrony' => { 'why' => 'chrony' }, 'rsyslog' => { 'why' => 'rsyslog' } } }]
  end

  it 'ends with an error that Bolt shows' do
    stub_request(:get, root).to_return(problem('unknown node', 'enrol it first'))
    status, outcome = task('check', {})
    expect(status).to eq 1
    expect(outcome['_error']).to include('kind' => 'kitward/refused', 'msg' => 'Kitward at kitward.lab:4320 refused: unknown node: enrol it first (403)')
    stub_request(:get, root).to_timeout
    expect(task('check', {}).last['_error']['kind']).to eq 'kitward/unreachable'
  end

  it 'goes where the parameters say, before the configuration' do
    stub_request(:get, 'https://other.lab:1234/v1/nodes/self/explain?service=a').to_return(json({}))
    expect(task('explain', 'service' => 'a', 'server' => 'other.lab', 'port' => 1234)).to eq [0, {}]
  end

  it 'says when nobody says where Kitward is' do
    File.unlink(configuration)
    status, outcome = task('explain', {})
    expect(status).to eq 1
    expect(outcome['_error']['msg']).to include 'no server'
  end

  it 'have executables and metadata for each other' do
    folder = File.expand_path('../../tasks', __dir__)
    names = Dir.children(folder).reject { |name| name.end_with?('.json') }
    expect(names).to contain_exactly('tag', 'check', 'explain')
    names.each do |name|
      expect(File.executable?(File.join(folder, name))).to be true
      metadata = JSON.parse(File.read(File.join(folder, "#{name}.json")))
      metadata['files'].each { |file| expect(File.file?(File.expand_path("../../#{file.sub('kitward/', '')}", __dir__))).to be(true), file }
      metadata['parameters'].each_value { |parameter| expect { Puppet::Pops::Types::TypeParser.singleton.parse(parameter['type']) }.not_to raise_error }
    end
  end
end
