# Sends this node's tags and services to Kitward and installs Kitward's connector.
#
# @param server
#   Host name of the Kitward server; its certificate must name it.
# @param node_port
#   Port of the server's node door.
# @param tags
#   Tags from Hiera; all levels add up. Profiles add theirs with `kitward::tag()`.
# @param ca
#   The CA of Kitward's certificate, when that doesn't come from Puppet's CA: certificates in PEM, or the absolute path of a file
#   of them on the node. A certificate from Puppet's CA stays good beside it.
# @param on_unreachable
#   What to do when Kitward can't be asked: `fail` the one resource that sends the tags, or `warn` and go on.
# @param manage_connector
#   Whether to install, configure and start the connector.
# @param connector_version
#   Hands the connector's version to Puppet. Without it Puppet installs the connector once and Kitward upgrades it.
# @param connector_source
#   Where the connector's package comes from; by default from the Kitward server.
# @param connector_limits
#   What the connector on this node may do at most, as one hash; `kitward::connector_limits::mode` and its sisters say the same
#   and go before it. Levels of the hierarchy add up, limit by limit.
#
# @example A node with two tags
#   include kitward
#   kitward::tag('database', 'environment=production')
class kitward (
  Kitward::Host $server,
  Integer[1, 65535] $node_port = 4320,
  Array[String] $tags = [], # kitward::tag() says what is wrong with one
  Optional[Variant[Pattern[/-----BEGIN CERTIFICATE-----/], Pattern[/\A\/\S+\z/]]] $ca = undef,
  Enum['fail', 'warn'] $on_unreachable = 'fail',
  Boolean $manage_connector = true,
  Optional[Kitward::Version] $connector_version = undef,
  Optional[Kitward::Source] $connector_source = undef,
  Optional[Struct[{
        Optional['services']       => Array[Pattern[/\A[^[:cntrl:]]+\z/]],
        Optional['paths']          => Array[Kitward::Path],
        Optional['hooks']          => Array[Kitward::Path],
        Optional['repositories']   => Array[Pattern[/\A[a-z]+:\/\/[^[:cntrl:]]*\z/]],
        Optional['packages']       => Array[Pattern[/\A[^[:cntrl:]]+\z/]],
        Optional['accounts']       => Array[Pattern[/\A[^[:cntrl:]]+\z/]],
        Optional['consoles']       => Array[Pattern[/\A[^[:cntrl:]]+\z/]],
        Optional['starts-per-day'] => Integer[1, 9999],
        Optional['mode']           => Enum['enforce', 'observe'],
  }]] $connector_limits = undef,
) {
  kitward::tag($tags)

  # The tags go first and depend on nothing, so they arrive even when the connector can't be installed.
  kitward_tags { 'this node':
    server         => $server,
    port           => $node_port,
    ca             => $ca,
    on_unreachable => $on_unreachable,
    proof          => kitward::proof(),
    tag            => 'asks_kitward',
  }

  if $manage_connector {
    contain kitward::connector
  }
}
