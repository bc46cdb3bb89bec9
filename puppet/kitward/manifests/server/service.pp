# Runs the server.
#
# @api private
class kitward::server::service {
  service { 'kitward-server':
    ensure => running,
    enable => true,
  }
}
