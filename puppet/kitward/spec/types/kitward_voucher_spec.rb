require 'spec_helper'

describe 'kitward_voucher', type: :application do
  let(:url) { 'https://kitward.lab:4320/v1/nodes/self/voucher' }
  let(:folder) { Dir.mktmpdir }
  let(:path) { File.join(folder, 'kitward', 'voucher.pem') }
  let(:me) { Etc.getpwuid.name }

  after { FileUtils.remove_entry(folder) }

  def resource(more = {})
    Puppet::Type.type(:kitward_voucher).new({ path: path, server: 'kitward.lab', user: me }.merge(more))
  end

  def status(report)
    report.resource_statuses["Kitward_voucher[#{path}]"]
  end

  def kitward_has(kid, listed: true)
    @get = stub_request(:get, url).to_return(json('kid' => kid, 'listed' => listed))
  end

  # Takes whatever key comes, if the proof holds for it.
  def kitward_takes
    @put = stub_request(:put, url).to_return do |request|
      body = JSON.parse(request.body)
      header, claims = verified(body['proof'], body['key'])
      expect(header['typ']).to eq 'kitward-voucher+jwt'
      expect(claims).to match('sub' => Puppet[:certname], 'iat' => be_within(60).of(Time.now.to_i))
      json('kid' => header['kid'], 'listed' => true)
    end
  end

  def key
    PuppetX::Kitward::Voucher.new(File.read(path))
  end

  def present(mode = 0o400)
    FileUtils.mkdir_p(File.dirname(path))
    File.write(path, PuppetX::Kitward::Voucher.generate)
    File.chmod(mode, path)
  end

  it 'makes a key for that user alone, and enrols it' do
    kitward_has('')
    kitward_takes
    report = apply(resource)
    expect(@put).to have_been_requested.once
    expect(status(report)).to have_attributes(changed: true, failed: false)
    expect(File.stat(path)).to have_attributes(mode: 0o100400, uid: Process.uid)
    expect(Dir.children(File.dirname(path))).to eq ['voucher.pem']
    expect(lines(report)).to include "notice: key #{key.kid} made, key enrolled in place of none"
    expect(YAML.dump(report.to_data_hash)).not_to include 'PRIVATE'
  end

  it 'asks once when nothing changed' do
    present
    kitward_has(key.kid)
    expect(status(apply(resource))).to have_attributes(changed: false, failed: false)
    expect(@get).to have_been_requested.once
    expect(a_request(:put, url)).not_to have_been_made
  end

  it 'enrols the key that is there when Kitward has another' do
    present
    before = File.read(path)
    kitward_has('0' * 64)
    kitward_takes
    expect(lines(apply(resource))).to include "notice: key enrolled in place of #{'0' * 64}"
    expect(File.read(path)).to eq before
  end

  it 'closes a key that others can read, and sends nothing for that' do
    present(0o644)
    kitward_has(key.kid)
    expect(lines(apply(resource))).to include "notice: key given to #{me}"
    expect(File.stat(path).mode).to eq 0o100400
    expect(a_request(:put, url)).not_to have_been_made
  end

  it 'leaves a key be that its owner can also write' do
    present(0o600)
    kitward_has(key.kid)
    expect(status(apply(resource)).changed).to be false
  end

  it 'makes no key and sends nothing in noop' do
    kitward_has('')
    report = apply(resource, noop: true)
    expect(status(report).out_of_sync).to be true
    expect(File.exist?(path)).to be false
    expect(a_request(:put, url)).not_to have_been_made
  end

  it 'fails with the words of the server when this compiler is not listed' do
    kitward_has('', listed: false)
    stub_request(:put, url).to_return(problem('not a voucher', 'add puppet.lab to puppet.vouchers'))
    report = apply(resource)
    expect(status(report)).to have_attributes(failed: true, changed: false)
    expect(lines(report).join).to include 'add puppet.lab to puppet.vouchers'
  end

  it 'warns when the key is known and the compiler is listed no more' do
    present
    kitward_has(key.kid, listed: false)
    expect(lines(apply(resource)).grep(%r{warning: .*not listed in its `puppet.vouchers`}).size).to eq 1
  end

  it 'never replaces what it can not use' do
    FileUtils.mkdir_p(File.dirname(path))
    File.write(path, 'rubbish')
    report = apply(resource)
    expect(status(report).failed).to be true
    expect(File.read(path)).to eq 'rubbish'
    expect(lines(report).join).to include 'remove the file'
  end

  it 'says when there is no such user, and leaves no key behind' do
    kitward_has('')
    report = apply(resource(user: 'nobody-at-all'))
    expect(lines(report).join).to include 'there is no user nobody-at-all here'
    expect(File.exist?(path)).to be false
  end

  it 'wants an absolute path and a server' do
    expect { resource(path: 'voucher.pem') }.to raise_error(Puppet::ResourceError, %r{not an absolute path})
    expect { Puppet::Type.type(:kitward_voucher).new(path: path) }.to raise_error(Puppet::Error, %r{name the Kitward server})
  end
end
