# What the connector may do on this node at most, whatever the Kitward server says: the node's owner has the last word.
#
# The class `kitward` includes it, so Hiera alone is enough. A limit that isn't given is no limit; an empty list allows nothing.
# Lists are not merged over levels of the hierarchy, so that a node can be narrower than what is common.
#
# @param services
#   Services that may be handled here; `*` stands for any characters.
# @param paths
#   Folders (or files) below which files and folders may be written.
# @param hooks
#   Programs that may be run; absolute, `*` stands for any characters. A shell or an interpreter allows everything.
# @param repositories
#   URLs below which package repositories may lie: same scheme, host and port.
# @param packages
#   Packages that may be installed; `*` stands for any characters.
# @param accounts
#   Users that may be made; `*` stands for any characters.
# @param consoles
#   Consoles that may be asked for the server, as `HOST` or `HOST:PORT`; `*` stands for any characters. Where another limit is
#   given and this one isn't, none may.
# @param starts_per_day
#   How often the connector starts, restarts or reinstalls one service by itself within 24 hours.
# @param mode
#   `observe` changes nothing on this node; `enforce` is the connector's default.
#
# @example In Hiera: nothing is changed here, for now
#   kitward::connector_limits::mode: observe
#
# @example In Hiera: what this node agrees to
#   kitward::connector_limits::services: [node-exporter, rsyslog]
#   kitward::connector_limits::paths: [/etc/default, /etc/rsyslog.d]
#   kitward::connector_limits::accounts: []
class kitward::connector_limits (
  Optional[Array[Pattern[/\A[^[:cntrl:]]+\z/]]] $services = undef,
  Optional[Array[Kitward::Path]] $paths = undef,
  Optional[Array[Kitward::Path]] $hooks = undef,
  Optional[Array[Pattern[/\A[a-z]+:\/\/[^[:cntrl:]]*\z/]]] $repositories = undef,
  Optional[Array[Pattern[/\A[^[:cntrl:]]+\z/]]] $packages = undef,
  Optional[Array[Pattern[/\A[^[:cntrl:]]+\z/]]] $accounts = undef,
  Optional[Array[Pattern[/\A[^[:cntrl:]]+\z/]]] $consoles = undef,
  Optional[Integer[1, 9999]] $starts_per_day = undef,
  Optional[Enum['enforce', 'observe']] $mode = undef,
) {
  # By the names of the connector's configuration.
  $given = {
    'services'       => $services,
    'paths'          => $paths,
    'hooks'          => $hooks,
    'repositories'   => $repositories,
    'packages'       => $packages,
    'accounts'       => $accounts,
    'consoles'       => $consoles,
    'starts-per-day' => $starts_per_day,
    'mode'           => $mode,
  }.filter |$_, $value| { $value =~ NotUndef }
}
