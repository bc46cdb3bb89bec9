require 'spec_helper'

describe 'kitward_ca and kitward_download', type: :application do
  let(:folder) { Dir.mktmpdir }
  let(:path) { File.join(folder, 'file') }

  after { FileUtils.remove_entry(folder) }

  describe 'kitward_ca' do
    let(:puppets) { authority('Puppet CA') }
    let(:own) { authority('Kitward CA') }

    before do
      File.write(File.join(folder, 'puppet.pem'), puppets)
      Puppet[:localcacert] = File.join(folder, 'puppet.pem')
    end

    def run(authority = own)
      apply(Puppet::Type.type(:kitward_ca).new(path: path, ca: authority))
    end

    it 'holds both, once' do
      expect(lines(run)).to include 'notice: written: CN=Puppet CA; CN=Kitward CA'
      expect(File.read(path)).to eq puppets + own
      expect(File.stat(path).mode).to eq 0o100644
      expect(run.resource_statuses.values.map(&:changed)).to eq [false]
    end

    it 'follows a change' do
      run
      other = authority('Another CA')
      run(other)
      expect(File.read(path)).to eq puppets + other
    end

    it 'writes nothing that is no certificate' do
      report = run("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
      expect(report.resource_statuses.values.map(&:failed)).to eq [true]
      expect(File.exist?(path)).to be false
    end
  end

  describe 'kitward_download' do
    let(:url) { 'https://kitward.lab:4320/v1/connector/package.deb' }
    let(:changed) { Time.at(1_764_496_800) }

    def run
      apply(Puppet::Type.type(:kitward_download).new(path: path, source: '/v1/connector/package.deb', server: 'kitward.lab'))
    end

    it 'fetches once, and again when the server has another' do
      get = stub_request(:get, url).to_return(status: 200, body: "\x00deb".b, headers: { 'Last-Modified' => changed.httpdate })
      head = stub_request(:head, url).to_return(status: 200, headers: { 'Last-Modified' => changed.httpdate })
      expect(lines(run)).to include 'notice: fetched'
      expect(File.binread(path)).to eq "\x00deb".b
      expect(run.resource_statuses.values.map(&:changed)).to eq [false]
      expect(get).to have_been_requested.once
      expect(head).to have_been_requested.once
      stub_request(:head, url).to_return(status: 200, headers: { 'Last-Modified' => (changed + 5).httpdate })
      run
      expect(get).to have_been_requested.twice
    end

    it 'leaves no half file behind' do
      stub_request(:get, url).to_return(problem('no package', 'name one under connector.package'))
      report = run
      expect(report.resource_statuses.values.map(&:failed)).to eq [true]
      expect(lines(report).join).to include 'name one under connector.package'
      expect(Dir.children(folder)).to eq []
    end
  end
end
