require 'spec_helper'

describe 'kitward' do
  let(:facts) { FACTS }
  let(:params) { { 'server' => 'kitward.lab' } }

  it 'works with the address alone' do
    is_expected.to compile.with_all_deps
    is_expected.to contain_kitward_tags('this node').with(server: 'kitward.lab', port: 4320, on_unreachable: 'fail').without_ca
    is_expected.to contain_file('/etc/kitward/connector.yaml').with_content(%r{^server: 'kitward\.lab:4320'$}).that_notifies('Service[kitward-connector]')
    is_expected.to contain_file('/etc/kitward/connector.yaml').without_content(%r{limits|upgrade})
    is_expected.to contain_service('kitward-connector').with(ensure: 'running', enable: true)
  end

  it 'says that a file is wanted, since else an http source creates nothing' do
    is_expected.to contain_file('/var/cache/kitward/kitward-connector.deb')
      .with(ensure: 'file', source: 'https://kitward.lab:4320/v1/connector/package.deb').that_comes_before('Package[kitward-connector]')
  end

  it 'lets apt install the file, since dpkg knows no versions' do
    is_expected.to contain_package('kitward-connector').with(ensure: 'installed', provider: 'apt', source: '/var/cache/kitward/kitward-connector.deb')
  end

  context 'with the connector installed' do
    let(:facts) { FACTS.merge(kitward: FACTS[:kitward].merge('connector_version' => '0.9')) }

    it 'leaves its version alone, so a self-upgrade is no change' do
      is_expected.to contain_package('kitward-connector').with(ensure: 'installed').without_source
      is_expected.not_to contain_file('/var/cache/kitward/kitward-connector.deb')
    end

    context 'and its version in the hands of Puppet' do
      let(:params) { super().merge('connector_version' => '1.0') }

      it do
        is_expected.to contain_package('kitward-connector').with(ensure: '1.0', provider: 'apt', source: '/var/cache/kitward/kitward-connector_1.0.deb')
        is_expected.to contain_file('/etc/kitward/connector.yaml').with_content(%r{upgrade: \{owner: puppet\}})
      end
    end
  end

  context 'with a CA of its own' do
    let(:pem) { authority('Kitward CA') }
    let(:params) { super().merge('ca' => pem) }

    it 'trusts it everywhere, beside the CA of Puppet' do
      is_expected.to compile.with_all_deps
      is_expected.to contain_kitward_tags('this node').with_ca(pem)
      is_expected.to contain_kitward_ca('/etc/kitward/ca.pem').with_ca(pem).that_notifies('Service[kitward-connector]')
      is_expected.to contain_file('/etc/kitward/connector.yaml').with_content(%r{ca: '/etc/kitward/ca\.pem'})
    end

    it 'fetches the package by itself, since Puppet would not trust that server' do
      is_expected.to contain_kitward_download('/var/cache/kitward/kitward-connector.deb')
        .with(source: '/v1/connector/package.deb', server: 'kitward.lab', ca: pem).that_comes_before('Package[kitward-connector]')
      is_expected.not_to contain_file('/var/cache/kitward/kitward-connector.deb')
    end

    it 'leaves another source to Puppet' do
      params['connector_source'] = 'puppet:///modules/site/connector.deb'
      is_expected.to contain_file('/var/cache/kitward/kitward-connector.deb').with_source('puppet:///modules/site/connector.deb')
      is_expected.not_to contain_kitward_download('/var/cache/kitward/kitward-connector.deb')
    end
  end

  {
    { 'ca' => 'rubbish' } => %r{parameter 'ca'},
    { 'server' => 'https://kitward.lab' } => %r{parameter 'server'},
    { 'node_port' => 0 } => %r{parameter 'node_port'},
    { 'tags' => ['no tag'] } => %r{'no tag' is no tag: there is a blank in it.*It stands in kitward::tags in Hiera},
    { 'on_unreachable' => 'ignore' } => %r{parameter 'on_unreachable'},
    { 'connector_limits' => { 'mode' => 'off' } } => %r{parameter 'connector_limits'},
    { 'connector_limits' => { 'path' => ['/etc'] } } => %r{unrecognized key 'path'}
  }.each do |wrong, words|
    context "with #{wrong}" do
      let(:params) { super().merge(wrong) }

      it { is_expected.to compile.and_raise_error(words) }
    end
  end

  context 'with tags from Hiera and from a profile' do
    let(:params) { super().merge('tags' => ['linux', 'a']) }
    let(:post_condition) { "kitward::tag('a', 'b')" }

    it { expect(catalogue.resources.select { |one| one.type == 'Kitward_tag' }.map(&:title)).to contain_exactly('linux', 'a', 'b') }
  end

  context 'with limits from the class and from the hash' do
    let(:pre_condition) { "class { 'kitward::connector_limits': accounts => [], consoles => ['zbx.lab:8080'], starts_per_day => 5, paths => [\"/it's\"] }" }
    let(:params) { super().merge('connector_limits' => { 'mode' => 'observe', 'paths' => ['/opt'] }) }

    it 'writes both, and the class goes before' do
      content = catalogue.resource('File', '/etc/kitward/connector.yaml')[:content]
      expect(YAML.safe_load(content)['limits'])
        .to eq('mode' => 'observe', 'paths' => ["/it's"], 'accounts' => [], 'consoles' => ['zbx.lab:8080'], 'starts-per-day' => 5)
    end
  end

  context 'without the fact' do
    let(:facts) { FACTS.reject { |name, _| name == :kitward } }

    it { is_expected.to compile.and_raise_error(%r{the fact 'kitward' is missing}) }
  end

  context 'without the connector' do
    let(:params) { super().merge('manage_connector' => false) }

    it { is_expected.not_to contain_class('kitward::connector') }
  end
end

describe 'kitward::connector_limits' do
  it { is_expected.to compile }

  {
    { 'mode' => 'off' } => %r{parameter 'mode'},
    { 'paths' => ['etc'] } => %r{parameter 'paths'},
    { 'repositories' => ['example.com'] } => %r{parameter 'repositories'},
    { 'starts_per_day' => 0 } => %r{parameter 'starts_per_day'},
    { 'services' => ["a\nb"] } => %r{parameter 'services'}
  }.each do |wrong, words|
    context "with #{wrong}" do
      let(:params) { wrong }

      it { is_expected.to compile.and_raise_error(words) }
    end
  end
end

describe 'kitward::voucher' do
  let(:facts) { FACTS }
  let(:pre_condition) { "class { 'kitward': server => 'kitward.lab', manage_connector => false }" }

  it 'makes the key where the functions look for it' do
    is_expected.to compile.with_all_deps
    is_expected.to contain_kitward_voucher('/etc/puppet/kitward/voucher.pem').with(server: 'kitward.lab', port: 4320, user: 'puppet')
  end

  context 'with a user that is none' do
    let(:params) { { 'user' => 'a b' } }

    it { is_expected.to compile.and_raise_error(%r{parameter 'user'}) }
  end
end
