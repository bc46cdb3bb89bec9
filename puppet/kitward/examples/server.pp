# A Kitward server on a machine of its own: this machine's Puppet certificate, its own PostgreSQL, a backup each night whose keys
# go to another disk. The rest of server.yaml goes to `settings`.
class { 'kitward::server':
  package_source        => 'puppet:///modules/site/kitward-server_0.1.0_amd64.deb',
  backup_keys_directory => '/srv/keys/kitward',
  settings              => {
    'rollout' => { 'max-acting' => 20 },
    'retire'  => { 'after' => '30d' },
  },
}
