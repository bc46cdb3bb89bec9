require 'spec_helper'

# The functions at work where a node's catalog is compiled.
describe 'n1.lab', type: :host do
  let(:folder) { Dir.mktmpdir }
  let(:key) { PuppetX::Kitward::Voucher.generate }
  let(:public_pem) { PuppetX::Kitward::Voucher.new(key).public_pem }
  let(:facts) { FACTS }
  let(:pre_condition) { "class { 'kitward': server => 'kitward.lab' } #{code} # #{folder}" } # a folder each, so that no catalog is of another example

  before do
    allow(PuppetX::Kitward::Voucher).to receive(:default_path).and_return(File.join(folder, 'voucher.pem'))
    File.write(File.join(folder, 'voucher.pem'), key)
  end

  after { FileUtils.remove_entry(folder) }

  def proof(type, name)
    catalogue.resource(type, name)[:proof]
  end

  describe 'for a node that came with its certificate' do
    let(:code) do
      "kitward::tag('a', ['b=c', 'a']) kitward::tag('a') kitward_tag { 'plain': } " \
        "kitward::service('chrony', { 'pool' => 'x', 'n' => 3, 'list' => ['y'] }) kitward::service('chrony', { 'pool' => 'x', 'n' => 3, 'list' => ['y'] })"
    end

    it 'makes one resource of a tag that is given twice' do
      is_expected.to compile.with_all_deps
      expect(catalogue.resources.select { |one| one.type == 'Kitward_tag' }.map(&:title)).to contain_exactly('a', 'b=c', 'plain')
    end

    it 'signs each tag for node, environment and compiler' do
      header, claims = verified(proof('Kitward_tag', 'b=c'), public_pem)
      expect(header).to eq('alg' => 'ES256', 'typ' => 'kitward-proof+jwt', 'kid' => PuppetX::Kitward::Voucher.new(key).kid)
      expect(claims.reject { |name, _| name == 'iat' })
        .to eq('iss' => Puppet[:certname], 'sub' => 'n1.lab', 'env' => 'rp_env', 'tag' => 'b=c')
      expect(claims['iat']).to be_within(60).of(Time.now.to_i)
    end

    it 'signs services with their parameters' do
      _, claims = verified(proof('Kitward_service', 'chrony'), public_pem)
      expect(claims['service']).to eq 'chrony'
      expect(claims['parameters']).to eq('pool' => 'x', 'n' => 3, 'list' => ['y'])
      expect(claims).not_to have_key('tag')
    end

    it 'gives all proofs of one compilation the same time, however long it takes' do
      later = 0
      allow(Time).to receive(:now).and_wrap_original { |real| real.call + (later += 10) }
      issued = [proof('Kitward_tag', 'a'), proof('Kitward_tag', 'b=c'), proof('Kitward_service', 'chrony')]
      expect(issued.map { |token| PuppetX::Kitward::Voucher.issued_at(token) }.uniq.size).to eq 1
    end

    it 'signs the catalog as such, at the same time' do
      _, claims = verified(proof('Kitward_tags', 'this node'), public_pem)
      expect(claims.keys).to contain_exactly('iss', 'sub', 'env', 'iat')
      expect(claims['iat']).to eq PuppetX::Kitward::Voucher.issued_at(proof('Kitward_tag', 'a'))
    end

    it 'keeps proofs away from PuppetDB' do
      sent = catalogue.to_resource.resource('Kitward_tag', 'a').to_data_hash
      expect(sent['sensitive_parameters']).to eq ['proof']
    end

    it 'gives a plain resource no proof' do
      expect(catalogue.resource('Kitward_tag', 'plain')[:proof]).to be_nil
    end

    it 'gives no proof when this compiler has no key' do
      FileUtils.rm(File.join(folder, 'voucher.pem'))
      expect(catalogue.resource('Kitward_tag', 'a')[:proof]).to be_nil
    end

    it 'compiles without proofs, and says so, when the key is none' do
      File.write(File.join(folder, 'voucher.pem'), 'rubbish')
      allow(Puppet).to receive(:warning)
      expect(Puppet).to receive(:warning).with(%r{tags go without proof.*voucher\.pem})
      expect(catalogue.resource('Kitward_tag', 'a')[:proof]).to be_nil
    end
  end

  describe 'for a node that came with nothing' do
    let(:code) { "kitward::tag('a')" }

    it 'vouches for nothing' do
      allow_any_instance_of(Puppet::Node).to receive(:trusted_data)
        .and_return('authenticated' => 'local', 'certname' => 'n1.lab', 'extensions' => {}, 'hostname' => 'n1', 'domain' => 'lab', 'external' => {})
      expect(catalogue.resource('Kitward_tag', 'a')[:proof]).to be_nil
    end
  end

  describe 'with a service given twice, with other parameters' do
    let(:code) { "kitward::service('chrony', { 'pool' => 'x' }) kitward::service('chrony')" }

    it { is_expected.to compile.and_raise_error(%r{chrony.*twice with different parameters}) }
  end

  {
    "kitward::tag('no tag')" => %r{'no tag' is no tag: there is a blank in it\. Write key or key=value.*It stands in \S+:\d+},
    "kitward::tag('a=')" => %r{'a=' is no tag: after '=' a value is missing},
    "kitward::tag('')" => %r{'' is no tag: it is empty},
    "kitward::tag('a', ['b=c=d'])" => %r{'b=c=d' is no tag: there are two '='},
    "kitward::tag('grün')" => %r{'grün' is no tag: there are other characters in it},
    "kitward::tag('-a')" => %r{'-a' is no tag: key and value begin and end with a letter or digit},
    "kitward::tag(['a', 1])" => %r{parameter 'tags'},
    "kitward::service('Chrony')" => %r{Kitward::Service},
    "kitward::service('chrony', { 'a' => Sensitive('x') })" => %r{parameter 'parameters'}
  }.each do |wrong, words|
    describe wrong do
      let(:code) { wrong }

      it { is_expected.to compile.and_raise_error(words) }
    end
  end
end
