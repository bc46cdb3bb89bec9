# The folders that the connector and the server share.
#
# @api private
class kitward::folders {
  file { ['/etc/kitward', '/var/cache/kitward']:
    ensure => directory,
    owner  => 'root',
    group  => 'root',
    mode   => '0755',
  }
}
