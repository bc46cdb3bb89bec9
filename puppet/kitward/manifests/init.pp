# Sends this node's tags to Kitward and installs Kitward's connector.
#
# @param server
#   Host name of the Kitward server; its certificate must name it.
# @param node_port
#   Port of the server's node door.
# @param tags
#   Tags from Hiera; all levels add up. Profiles add theirs with `kitward::tag()`.
# @param on_unreachable
#   What to do when Kitward can't be asked: `fail` the one resource that sends the tags, or `warn` and go on.
# @param manage_connector
#   Whether to install, configure and start the connector.
# @param connector_version
#   Hands the connector's version to Puppet. Without it Puppet installs the connector once and Kitward upgrades it.
# @param connector_source
#   Where the connector's package comes from; by default from the Kitward server.
# @param connector_limits
#   What the connector on this node may do at most, whatever the server says: services, paths, hooks,
#   repositories, packages, accounts, starts-per-day, mode.
#
# @example A node with two tags
#   include kitward
#   kitward::tag('database', 'environment=production')
class kitward (
  Pattern[/\A[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\z/] $server,
  Integer[1, 65535] $node_port = 4320,
  Array[Kitward::Tag] $tags = [],
  Enum['fail', 'warn'] $on_unreachable = 'fail',
  Boolean $manage_connector = true,
  Optional[Pattern[/\A[0-9][A-Za-z0-9.+:~-]*\z/]] $connector_version = undef,
  Pattern[/\A(https:\/\/|file:\/\/\/|puppet:\/\/\/|\/)\S+\z/] $connector_source = "https://${server}:${node_port}/v1/connector/package.deb",
  Optional[Struct[{
        Optional['services']       => Array[Pattern[/\A[^[:cntrl:]]+\z/]],
        Optional['paths']          => Array[Pattern[/\A\/[^[:cntrl:]]*\z/]],
        Optional['hooks']          => Array[Pattern[/\A\/[^[:cntrl:]]*\z/]],
        Optional['repositories']   => Array[Pattern[/\A[a-z]+:\/\/[^[:cntrl:]]*\z/]],
        Optional['packages']       => Array[Pattern[/\A[^[:cntrl:]]+\z/]],
        Optional['accounts']       => Array[Pattern[/\A[^[:cntrl:]]+\z/]],
        Optional['starts-per-day'] => Integer[1, 9999],
        Optional['mode']           => Pattern[/\A[a-z-]+\z/],
  }]] $connector_limits = undef,
) {
  kitward::tag($tags)

  # The tags go first and depend on nothing, so they arrive even when the connector can't be installed.
  kitward_tags { 'this node':
    server         => $server,
    port           => $node_port,
    on_unreachable => $on_unreachable,
  }

  if $manage_connector {
    contain kitward::connector
  }
}
