# The server's database: another machine's PostgreSQL with its password, or this machine's own.
#
# @api private
class kitward::server::database {
  if $kitward::server::database_url {
    include kitward::folders

    file { '/etc/kitward/database.password':
      ensure    => file,
      owner     => 'kitward',
      group     => 'kitward',
      mode      => '0400',
      content   => $kitward::server::database_password,
      backup    => false,
      show_diff => false,
    }
  } else {
    if $kitward::server::manage_postgresql {
      unless defined(Package['postgresql']) {
        package { 'postgresql':
          ensure => installed,
        }
      }
      Package['postgresql'] -> Exec['kitward-server database']
    }

    # Where the package isn't installed yet, `--noop` says what would be done instead of failing.
    $command = '/usr/bin/kitward-server database'
    exec { 'kitward-server database':
      command  => $command,
      unless   => "test -x /usr/bin/kitward-server && ${command} --check",
      provider => shell,
    }
  }
}
