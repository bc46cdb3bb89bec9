# Lets this compiler vouch: what it compiles for a node with `kitward::tag()` and `kitward::service()` then carries a proof.
#
# For machines that run Puppet Server. Makes a signing key here, which never leaves the machine, and enrols its public half with
# Kitward. Kitward counts it once the compiler's certname is listed under `puppet.vouchers` in the server's configuration.
#
# @param user
#   The user that Puppet Server runs as: `puppet`, and `pe-puppet` in Puppet Enterprise.
#
# @example On each compiler
#   include kitward::voucher
class kitward::voucher (
  Pattern[/\A[a-z_][a-z0-9_-]*\z/] $user = 'puppet',
) {
  include kitward

  kitward_voucher { "${kitward::fact('confdir')}/kitward/voucher.pem":
    server => $kitward::server,
    port   => $kitward::node_port,
    ca     => $kitward::ca,
    user   => $user,
    tag    => 'asks_kitward',
    before => Kitward_tags['this node'], # whose proofs this compiler may have signed
  }
}
