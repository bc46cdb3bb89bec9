require 'spec_helper'

describe 'kitward::server' do
  let(:node) { 'n1.lab' }
  let(:facts) { FACTS }
  let(:source) { '/root/kitward-server_0.3.0_amd64.deb' }
  let(:params) { { 'package_source' => source } }

  def content
    catalogue.resource('File', '/etc/kitward/server.yaml')[:content]
  end

  def configuration
    YAML.safe_load(content)
  end

  # A hierarchy of two levels above the module's own, as a site has one.
  def hiera(node, common)
    folder = @hiera = Dir.mktmpdir
    File.write(File.join(folder, 'node.yaml'), YAML.dump(node))
    File.write(File.join(folder, 'common.yaml'), YAML.dump(common))
    levels = [{ 'name' => 'node', 'path' => 'node.yaml' }, { 'name' => 'common', 'path' => 'common.yaml' }]
    File.write(File.join(folder, 'hiera.yaml'), YAML.dump('version' => 5, 'defaults' => { 'datadir' => folder, 'data_hash' => 'yaml_data' }, 'hierarchy' => levels))
    File.join(folder, 'hiera.yaml')
  end

  after { FileUtils.remove_entry(@hiera) if @hiera }

  it 'works with the package alone' do
    is_expected.to compile.with_all_deps
    is_expected.not_to contain_class('kitward')
    is_expected.to contain_service('kitward-server').with(ensure: 'running', enable: true)
  end

  it 'writes exactly these keys' do
    expect(configuration).to eq(
      'name' => 'n1.lab',
      'people' => { 'port' => 8443 },
      'node' => { 'port' => 4320, 'certificate-file' => '/etc/kitward/node-door.pem', 'key-file' => '/etc/kitward/node-door.key' },
      'store' => { 'jdbc-url' => 'jdbc:postgresql://localhost:5432/kitward', 'user' => 'kitward', 'password-file' => '/etc/kitward/database.password' },
      'puppet' => {
        'url' => 'https://puppet.lab:8140', 'ca-file' => '/etc/kitward/puppet-ca.pem',
        'vouchers' => [Puppet[:certname]], 'environments' => ['production']
      },
      'connector' => { 'packages' => '/usr/share/kitward/connectors' },
      'backup' => { 'directory' => '/var/backups/kitward', 'keep' => 14 }
    )
    expect(content).to start_with('# Written by Puppet')
  end

  it 'lets the server itself check its configuration first' do
    is_expected.to contain_file('/etc/kitward/server.yaml')
      .with(owner: 'root', group: 'kitward', mode: '0640', validate_cmd: '/usr/bin/kitward-server check %')
  end

  it "keeps what it shares with the connector root's" do
    ['/etc/kitward', '/var/cache/kitward'].each do |folder|
      is_expected.to contain_file(folder).with(ensure: 'directory', owner: 'root', group: 'root', mode: '0755')
    end
  end

  it 'does all in an order in which each step finds what it needs' do
    is_expected.to contain_package('kitward-server').that_comes_before('File[/etc/kitward/puppet-ca.pem]')
    is_expected.to contain_package('kitward-server').that_comes_before('Exec[kitward-server database]')
    is_expected.to contain_package('kitward-server').that_comes_before('File[/var/backups/kitward]')
    is_expected.to contain_package('kitward-server').that_comes_before('Service[kitward-backup.timer]')
    is_expected.to contain_package('postgresql').that_comes_before('Exec[kitward-server database]')
    is_expected.to contain_exec('kitward-server database').that_comes_before('File[/etc/kitward/server.yaml]')
    is_expected.to contain_file('/etc/kitward/node-door.key').that_comes_before('File[/etc/kitward/server.yaml]')
    is_expected.to contain_file('/var/backups/kitward').that_comes_before('File[/etc/kitward/server.yaml]')
  end

  it 'restarts the server when what it reads changed, and not for its backup' do
    ['Package[kitward-server]', 'File[/etc/kitward/node-door.pem]', 'File[/etc/kitward/node-door.key]', 'File[/etc/kitward/puppet-ca.pem]',
     'Exec[kitward-server database]', 'File[/etc/kitward/server.yaml]'].each do |one|
      is_expected.to contain_service('kitward-server').that_subscribes_to(one)
    end
    is_expected.not_to contain_service('kitward-server').that_subscribes_to('File[/var/backups/kitward]')
  end

  describe 'the package' do
    it 'is a file of the version that its name says' do
      is_expected.to contain_file('/var/cache/kitward/kitward-server_0.3.0.deb')
        .with(ensure: 'file', source: source, backup: false).that_comes_before('Package[kitward-server]')
      is_expected.to contain_package('kitward-server')
        .with(ensure: '0.3.0', provider: 'apt', source: '/var/cache/kitward/kitward-server_0.3.0.deb', install_options: ['--no-install-recommends'])
    end

    context 'when this version is installed' do
      let(:facts) { FACTS.merge(kitward: FACTS[:kitward].merge('server_version' => '0.3.0')) }

      it 'is not fetched again' do
        is_expected.to contain_package('kitward-server').with_ensure('0.3.0').without_source
        is_expected.not_to contain_file('/var/cache/kitward/kitward-server_0.3.0.deb')
      end
    end

    context 'when another version is installed' do
      let(:facts) { FACTS.merge(kitward: FACTS[:kitward].merge('server_version' => '0.2.9')) }

      it { is_expected.to contain_package('kitward-server').with(ensure: '0.3.0', source: '/var/cache/kitward/kitward-server_0.3.0.deb') }
    end

    ['puppet:///modules/site/kitward-server_1.0~rc1+b2_arm64.deb', 'https://files.lab/kitward-server_1.0~rc1+b2_amd64.deb'].each do |place|
      context "from #{place}" do
        let(:source) { place }

        it { is_expected.to contain_file('/var/cache/kitward/kitward-server_1.0~rc1+b2.deb').with_source(place) }
        it { is_expected.to contain_package('kitward-server').with_ensure('1.0~rc1+b2') }
      end
    end

    context 'with a version of its own' do
      let(:params) { super().merge('package_version' => '0.4.0') }

      it { is_expected.to contain_package('kitward-server').with(ensure: '0.4.0', source: '/var/cache/kitward/kitward-server_0.4.0.deb') }
    end

    context 'from an apt repository' do
      let(:params) { { 'package_ensure' => 'latest' } }

      it 'is left to apt' do
        is_expected.to compile.with_all_deps
        is_expected.to contain_package('kitward-server').with_ensure('latest').without_source
      end
    end
  end

  describe 'the certificate of the node door' do
    it "is this machine's own" do
      is_expected.to contain_file('/etc/kitward/node-door.pem')
        .with(ensure: 'file', source: '/ssl/certs/n1.pem', owner: 'root', mode: '0644', links: 'follow', backup: false, show_diff: false)
      is_expected.to contain_file('/etc/kitward/node-door.key')
        .with(ensure: 'file', source: '/ssl/private_keys/n1.pem', owner: 'kitward', group: 'kitward', mode: '0400', links: 'follow', backup: false, show_diff: false)
    end

    { 'puppet' => { 'server_name' => 'kitward.lab' }, 'kitward' => {} }.each do |signer, others|
      context "that #{signer} signs" do
        let(:params) { super().merge('certificate' => signer).merge(others) }

        it 'is asked for by the server' do
          is_expected.to compile.with_all_deps
          expect(configuration['node']).to eq('port' => 4320, 'certificate' => signer)
          is_expected.not_to contain_file('/etc/kitward/node-door.key')
          is_expected.not_to contain_file('/etc/kitward/node-door.pem')
        end
      end
    end

    context 'of files' do
      let(:params) { super().merge('certificate' => { 'certificate' => '/tls/full.pem', 'key' => '/tls/key.pem' }) }

      it 'is copied' do
        is_expected.to contain_file('/etc/kitward/node-door.pem').with_source('/tls/full.pem')
        is_expected.to contain_file('/etc/kitward/node-door.key').with(source: '/tls/key.pem', mode: '0400')
        expect(configuration['node']).to include('certificate-file' => '/etc/kitward/node-door.pem', 'key-file' => '/etc/kitward/node-door.key')
      end
    end
  end

  context "with a certificate for the people's door" do
    let(:params) { super().merge('people_certificate' => { 'certificate' => '/tls/full.pem', 'key' => '/tls/key.pem', 'ca' => '/tls/ca.pem' }) }

    it 'copies and names it' do
      is_expected.to compile.with_all_deps
      is_expected.to contain_file('/etc/kitward/people-door.pem').with(source: '/tls/full.pem', mode: '0644')
      is_expected.to contain_file('/etc/kitward/people-door.key').with(source: '/tls/key.pem', owner: 'kitward', mode: '0400', show_diff: false, backup: false)
      is_expected.to contain_file('/etc/kitward/people-ca.pem').with(source: '/tls/ca.pem', mode: '0644')
      expect(configuration['people']).to eq(
        'port' => 8443, 'certificate-file' => '/etc/kitward/people-door.pem', 'key-file' => '/etc/kitward/people-door.key', 'ca-file' => '/etc/kitward/people-ca.pem'
      )
    end
  end

  describe "this machine's database" do
    it 'is made unless it is there, and its password with it' do
      is_expected.to contain_exec('kitward-server database')
        .with(command: '/usr/bin/kitward-server database', unless: %r{&& /usr/bin/kitward-server database --check\z})
      is_expected.not_to contain_file('/etc/kitward/database.password')
    end

    context 'with a package that is declared elsewhere' do
      let(:pre_condition) { "package { 'postgresql': ensure => latest }" }

      it { is_expected.to compile.with_all_deps }
      it { is_expected.to contain_package('postgresql').with_ensure('latest').that_comes_before('Exec[kitward-server database]') }
    end

    context 'that another module brings' do
      let(:params) { super().merge('manage_postgresql' => false, 'database_port' => 5433) }

      it 'is used, and not installed' do
        is_expected.not_to contain_package('postgresql')
        is_expected.to contain_exec('kitward-server database')
        expect(configuration['store']['jdbc-url']).to eq 'jdbc:postgresql://localhost:5433/kitward'
      end
    end
  end

  context 'with a database elsewhere' do
    let(:url) { 'jdbc:postgresql://db.lab:5433/kw?sslmode=verify-full' }
    let(:params) { super().merge('database_url' => url, 'database_user' => 'kw', 'database_password' => sensitive('geheim')) }

    it 'installs none, and keeps the password in a file of its own' do
      is_expected.to compile.with_all_deps
      is_expected.not_to contain_package('postgresql')
      is_expected.not_to contain_exec('kitward-server database')
      is_expected.to contain_file('/etc/kitward/database.password')
        .with(owner: 'kitward', group: 'kitward', mode: '0400', content: sensitive('geheim'), backup: false, show_diff: false)
        .that_requires('Package[kitward-server]').that_comes_before('File[/etc/kitward/server.yaml]').that_notifies('Service[kitward-server]')
      expect(configuration['store']).to eq('jdbc-url' => url, 'user' => 'kw', 'password-file' => '/etc/kitward/database.password')
    end

    it 'marks the password wherever it stands, so that no log, report or PuppetDB shows it' do
      said = catalogue.to_resource.resources.map(&:to_data_hash)
      bare = said.map { |one| one.merge('parameters' => (one['parameters'] || {}).reject { |name, _| [*one['sensitive_parameters']].include?(name) }) }
      expect(said.to_s).to include('geheim')
      expect(bare.to_s).not_to include('geheim')
    end

    context 'whose password is a plain text in Hiera' do
      let(:params) { { 'package_source' => source, 'database_url' => url } }
      let(:hiera_config) { hiera({ 'kitward::server::database_password' => 'geheim' }, {}) }

      it { is_expected.to contain_file('/etc/kitward/database.password').with_content(sensitive('geheim')) }
    end
  end

  describe 'the Puppet CA' do
    it { is_expected.to contain_file('/etc/kitward/puppet-ca.pem').with(source: '/ssl/certs/ca.pem', owner: 'root', mode: '0644') }

    context 'of another machine' do
      let(:params) { super().merge('puppet_url' => 'https://ca.lab:8141', 'puppet_ca' => '/tls/ca.pem', 'vouchers' => ['p1.lab', 'p2.lab'], 'environments' => ['a', 'b']) }

      it 'is the one that is named' do
        expect(configuration['puppet']).to eq(
          'url' => 'https://ca.lab:8141', 'ca-file' => '/etc/kitward/puppet-ca.pem', 'vouchers' => ['p1.lab', 'p2.lab'], 'environments' => ['a', 'b']
        )
        is_expected.to contain_file('/etc/kitward/puppet-ca.pem').with_source('/tls/ca.pem')
      end
    end

    it 'lists no compiler where the node compiles its own catalog' do
      allow_any_instance_of(Puppet::Node).to receive(:trusted_data)
        .and_return('authenticated' => 'local', 'certname' => 'n1.lab', 'extensions' => {}, 'hostname' => 'n1', 'domain' => 'lab', 'external' => {})
      params['people_port'] = 8444 # a catalog of its own
      expect(configuration['puppet']['vouchers']).to eq []
    end
  end

  describe 'further settings' do
    context 'as a parameter' do
      let(:params) do
        super().merge('settings' => {
                        'people' => { 'bind' => '127.0.0.1', 'port' => 443 },
                        'puppet' => { 'vouchers' => ['p1.lab'], 'certificate-tags' => { 'pp_role' => 'role' } },
                        'rollout' => { 'max-acting' => 20 }
                      })
      end

      it 'go before what the class writes' do
        expect(configuration['people']).to eq('port' => 443, 'bind' => '127.0.0.1')
        expect(configuration['puppet']).to include('url' => 'https://puppet.lab:8140', 'vouchers' => ['p1.lab'], 'certificate-tags' => { 'pp_role' => 'role' })
        expect(configuration['rollout']).to eq('max-acting' => 20)
      end
    end

    context 'of several levels' do
      let(:hiera_config) do
        hiera({ 'kitward::server::settings' => { 'rollout' => { 'max-acting' => 5 }, 'connector' => nil } },
              { 'kitward::server::settings' => { 'rollout' => { 'max-acting' => 20, 'flapping-removals' => 9 }, 'retire' => { 'after' => '30d' } } })
      end

      it 'are merged as deep as they are nested' do
        expect(configuration).to include('rollout' => { 'max-acting' => 5, 'flapping-removals' => 9 }, 'retire' => { 'after' => '30d' })
      end

      it 'leave out what is nothing' do
        expect(configuration).not_to have_key('connector')
      end
    end
  end

  describe 'the backup' do
    let(:drop_in) { '/etc/systemd/system/kitward-backup.timer.d/kitward.conf' }

    it 'runs by its timer' do
      is_expected.to contain_service('kitward-backup.timer').with(ensure: 'running', enable: true).that_subscribes_to("File[#{drop_in}]")
      is_expected.to contain_file('/var/backups/kitward').with(ensure: 'directory', owner: 'kitward', group: 'kitward', mode: '0700')
    end

    context 'to other places at another time' do
      let(:params) { super().merge('backup_directory' => '/b', 'backup_keys_directory' => '/k', 'backup_keep' => 3, 'backup_calendar' => 'hourly') }

      it 'goes there then' do
        expect(configuration['backup']).to eq('directory' => '/b', 'keys-directory' => '/k', 'keep' => 3)
        is_expected.to contain_file('/b').with(ensure: 'directory', owner: 'kitward', mode: '0700')
        is_expected.to contain_file('/k').with(ensure: 'directory', owner: 'kitward', mode: '0700')
        expect(catalogue.resource('File', drop_in)[:content].lines(chomp: true)).to end_with('[Timer]', 'OnCalendar=', 'OnCalendar=hourly')
      end
    end

    context 'with both halves in one place' do
      let(:params) { super().merge('backup_keys_directory' => '/var/backups/kitward') }

      it { is_expected.to compile.with_all_deps }
    end

    context 'when it is not wanted' do
      let(:params) { super().merge('manage_backup' => false) }

      it 'is off' do
        is_expected.to compile.with_all_deps
        is_expected.to contain_service('kitward-backup.timer').with(ensure: 'stopped', enable: false)
        is_expected.not_to contain_file('/var/backups/kitward')
        is_expected.not_to contain_file(drop_in)
        expect(configuration).not_to have_key('backup')
      end
    end
  end

  {
    { 'package_source' => 'http://files.lab/kitward-server_1_amd64.deb' } => %r{parameter 'package_source'},
    { 'package_source' => '/root/kitward.deb' } => %r{package_source: /root/kitward\.deb doesn't say its version, .* set package_version},
    { 'package_version' => 'newest' } => %r{parameter 'package_version'},
    { 'package_source' => :undef, 'package_version' => '1.0' } => %r{package_version goes with package_source.*package_ensure},
    { 'server_name' => 'https://kitward.lab' } => %r{parameter 'server_name'},
    { 'certificate' => 'own' } => %r{parameter 'certificate'},
    { 'certificate' => 'puppet' } => %r{the Puppet CA has a certificate of n1\.lab already.*set server_name},
    { 'certificate' => { 'certificate' => '/a' } } => %r{parameter 'certificate'.*'key'},
    { 'certificate' => { 'certificate' => 'a', 'key' => '/b' } } => %r{parameter 'certificate'},
    { 'people_certificate' => { 'certificate' => '/a', 'key' => '/b' } } => %r{parameter 'people_certificate'.*'ca'},
    { 'people_port' => 0 } => %r{parameter 'people_port'},
    { 'node_port' => '4320' } => %r{parameter 'node_port'},
    { 'database_url' => 'postgresql://db/k' } => %r{parameter 'database_url'},
    { 'database_url' => 'jdbc:postgresql://db/k' } => %r{database_url needs a database_password},
    { 'database_password' => RSpec::Puppet::Sensitive.new('x') } => %r{go with database_url},
    { 'database_user' => 'other' } => %r{go with database_url},
    { 'puppet_url' => 'puppet.lab' } => %r{parameter 'puppet_url'},
    { 'puppet_ca' => 'ca.pem' } => %r{parameter 'puppet_ca'},
    { 'vouchers' => ['a,b'] } => %r{parameter 'vouchers'},
    { 'environments' => [] } => %r{parameter 'environments'},
    { 'settings' => { 'people' => RSpec::Puppet::Sensitive.new('x') } } => %r{parameter 'settings'},
    { 'backup_directory' => 'backups' } => %r{parameter 'backup_directory'},
    { 'backup_keep' => 0 } => %r{parameter 'backup_keep'},
    { 'backup_calendar' => "daily\n[Unit]" } => %r{parameter 'backup_calendar'}
  }.each do |wrong, words|
    context "with #{wrong}" do
      let(:params) { super().merge(wrong) }

      it { is_expected.to compile.and_raise_error(words) }
    end
  end

  context 'without the fact' do
    let(:facts) { FACTS.reject { |name, _| name == :kitward } }

    it { is_expected.to compile.and_raise_error(%r{the fact 'kitward' is missing}) }
  end

  describe 'on a machine that is a node too' do
    let(:post_condition) { "class { 'kitward': server => 'n1.lab' } include kitward::voucher @kitward_tag { 'virtual': } @file { '/virtual': }" }

    # What the agent does only after the server runs.
    def waiting
      graph = catalogue.to_ral.relationship_graph
      graph.dependents(graph.vertices.find { |one| one.ref == 'Service[kitward-server]' }).map(&:ref)
    end

    it { is_expected.to compile.with_all_deps }

    it 'comes before what asks it' do
      expect(waiting).to include('Kitward_tags[this node]', 'Kitward_voucher[/etc/puppet/kitward/voucher.pem]', 'File[/var/cache/kitward/kitward-connector.deb]')
    end

    it 'makes nothing real that is only virtual' do
      is_expected.not_to contain_file('/virtual')
      is_expected.not_to contain_kitward_tag('virtual')
    end

    context "with Kitward's own CA" do
      let(:params) { super().merge('certificate' => 'kitward') }
      let(:post_condition) { "class { 'kitward': server => 'n1.lab', ca => '/var/lib/kitward/ca/ca.pem' }" }

      it 'comes before what asks it, or reads its CA' do
        is_expected.to compile.with_all_deps
        expect(waiting).to include('Kitward_tags[this node]', 'Kitward_ca[/etc/kitward/ca.pem]', 'Kitward_download[/var/cache/kitward/kitward-connector.deb]')
      end
    end

    context 'whose class `kitward` comes first in the code' do
      let(:post_condition) { '' }
      let(:pre_condition) { "class { 'kitward': server => 'n1.lab' }" }

      it { is_expected.to compile.with_all_deps }
      it { expect(waiting).to include('Kitward_tags[this node]', 'File[/var/cache/kitward/kitward-connector.deb]') }
    end
  end
end
