# Writes the server's configuration, once the server itself has found no mistake in it.
#
# @api private
class kitward::server::config {
  include kitward::folders

  # By the names of the server's configuration.
  $node_certificate = $kitward::server::certificate ? {
    Enum['puppet', 'kitward'] => { 'certificate' => $kitward::server::certificate },
    default                   => {
      'certificate-file' => '/etc/kitward/node-door.pem',
      'key-file'         => '/etc/kitward/node-door.key',
    },
  }
  $people_certificate = $kitward::server::people_certificate ? {
    undef   => {},
    default => {
      'certificate-file' => '/etc/kitward/people-door.pem',
      'key-file'         => '/etc/kitward/people-door.key',
      'ca-file'          => '/etc/kitward/people-ca.pem',
    },
  }
  $jdbc_url = $kitward::server::database_url ? {
    undef   => "jdbc:postgresql://localhost:${kitward::server::database_port}/kitward",
    default => $kitward::server::database_url,
  }
  $backup = $kitward::server::manage_backup ? {
    true  => {
      'backup' => {
        'directory'      => $kitward::server::backup_directory,
        'keys-directory' => $kitward::server::backup_keys_directory,
        'keep'           => $kitward::server::backup_keep,
      }.filter |$_, $value| { $value =~ NotUndef },
    },
    false => {},
  }

  $written = {
    'name'      => $kitward::server::server_name,
    'people'    => { 'port' => $kitward::server::people_port } + $people_certificate,
    'node'      => { 'port' => $kitward::server::node_port } + $node_certificate,
    'store'     => {
      'jdbc-url'      => $jdbc_url,
      'user'          => $kitward::server::database_user,
      'password-file' => '/etc/kitward/database.password',
    },
    'puppet'    => {
      'url'          => $kitward::server::puppet_url,
      'ca-file'      => '/etc/kitward/puppet-ca.pem',
      'vouchers'     => $kitward::server::vouchers,
      'environments' => $kitward::server::environments,
    },
    'connector' => { 'packages' => '/usr/share/kitward/connectors' },
  } + $backup

  $yaml = kitward::yaml(kitward::merge($written, $kitward::server::settings))
  file { '/etc/kitward/server.yaml':
    ensure       => file,
    owner        => 'root',
    group        => 'kitward',
    mode         => '0640',
    content      => "# Written by Puppet (module kitward, class kitward::server); changes made here are undone.\n${yaml}",
    validate_cmd => '/usr/bin/kitward-server check %',
  }
}
