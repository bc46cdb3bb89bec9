require 'spec_helper'
require 'puppet_x/kitward/coexistence'

# What Puppet says when it manages what Kitward manages, too.
describe PuppetX::Kitward::Coexistence do
  let(:exporter) do
    { 'phase' => 'ok', 'paths' => ['/etc/default/exporter', '/etc/exporter.d/a.conf'], 'units' => ['exporter.service'], 'packages' => ['exporter'] }
  end

  def conflicts(type, title, parameters = {}, instances = { 'exporter' => exporter })
    resource = Puppet::Type.type(type).new({ name: title }.merge(parameters))
    described_class.new(instances).conflicts([resource])
  end

  it 'names a file, a unit with or without suffix, and a package that is pinned or shall go' do
    expect(conflicts(:file, '/etc/default/exporter')).to eq ['File[/etc/default/exporter] manages what exporter manages: /etc/default/exporter']
    expect(conflicts(:service, 'exporter')).to eq ['Service[exporter] manages what exporter manages: exporter.service']
    expect(conflicts(:service, 'exporter.service')).not_to be_empty
    expect(conflicts(:package, 'exporter', ensure: :absent, provider: :apt)).to eq ['Package[exporter] manages what exporter manages: exporter']
  end

  it 'has nothing against a package that both want to be there' do
    expect(conflicts(:package, 'exporter', ensure: :present)).to be_empty
  end

  it 'names a folder that is purged, and none that only is there' do
    expect(conflicts(:file, '/etc/exporter.d', ensure: :directory, recurse: true, purge: true))
      .to eq ['File[/etc/exporter.d] purges what exporter needs: /etc/exporter.d/a.conf']
    expect(conflicts(:file, '/etc/exporter.d', ensure: :directory)).to be_empty
    expect(conflicts(:file, '/etc/exporter.d', ensure: :directory, recurse: :remote, purge: true, source: '/tmp')).to be_empty
    expect(conflicts(:file, '/etc/exporter', ensure: :directory, recurse: true, purge: true)).to be_empty
  end

  it 'has nothing against what is being removed, and what is nobody else\'s' do
    expect(conflicts(:service, 'exporter', {}, 'exporter' => exporter.merge('phase' => 'removing'))).to be_empty
    expect(conflicts(:service, 'other')).to be_empty
  end

  it 'says nothing where the connector says nothing, nonsense or too much' do
    Dir.mktmpdir do |folder|
      file = File.join(folder, 'instances.json')
      nothing = ->(text) { File.write(file, text) && described_class.here(file).conflicts([Puppet::Type.type(:service).new(name: 'exporter')]) }
      expect(described_class.here(File.join(folder, 'none')).conflicts([])).to be_empty
      ['', '[]', '{', '{"instances":[]}', '{"instances":{"a":1}}', "\xff\xfe"].each { |text| expect(nothing.call(text)).to be_empty }
      expect(nothing.call(JSON.generate('instances' => { 'exporter' => exporter }))).not_to be_empty
      expect(nothing.call(JSON.generate('instances' => { 'exporter' => exporter }) + (' ' * described_class::LONGEST))).to be_empty
    end
  end
end
