# A machine that runs Puppet Server: what it compiles carries its word.
node 'puppet.example.com' {
  include kitward
  include kitward::voucher
}
