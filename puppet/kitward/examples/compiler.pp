# A machine that runs Puppet Server: what it compiles carries its word. It needs no connector for that.
class { 'kitward':
  server           => 'kitward.example.com',
  manage_connector => false,
}
include kitward::voucher
