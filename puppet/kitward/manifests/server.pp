# Installs, configures and runs a Kitward server, and backs it up.
#
# Needs no class `kitward`; with it on the same machine the server comes first, and the node then asks it.
#
# @param package_source
#   The file of the package `kitward-server`, as long as no apt repository has it: `https://`, `puppet:///`, or a path on the node.
#   Another version in its name (`kitward-server_VERSION_ARCH.deb`) installs that version.
# @param package_version
#   The version of `package_source`, when its name doesn't say it. Another version here upgrades the server.
# @param package_ensure
#   What the package from an apt repository shall be: `installed`, `latest`, or a version. Not for `package_source`.
# @param server_name
#   The host name that nodes and people reach this server by.
# @param certificate
#   What the node door shows: `host`, this machine's own Puppet certificate; `puppet`, one of its own that the Puppet CA signs when a
#   person says so; `kitward`, one of Kitward's own CA; or files on the node, with the chain in `certificate`.
# @param people_certificate
#   What the people's door shows, as files on the node, with the CA that people's programs are to trust; else one of Kitward's own CA.
# @param people_port
#   Port of the people's door: console, API and command line.
# @param node_port
#   Port of the node door.
# @param database_url
#   A PostgreSQL elsewhere, such as `jdbc:postgresql://db.example.com/kitward`; else this machine's own.
# @param database_user
#   The user of the database at `database_url`.
# @param database_password
#   Its password. A plain text in Hiera is made `Sensitive`.
# @param database_port
#   Port of this machine's own PostgreSQL.
# @param manage_postgresql
#   Whether to install Debian's package `postgresql` when there is no `database_url`. `false` where another module brings PostgreSQL.
# @param puppet_url
#   The Puppet CA that vouches for nodes; by default the one of this machine's own agent.
# @param puppet_ca
#   The certificate of that CA, as a file on the node; by default the one that this machine's agent has.
# @param vouchers
#   Certnames of the compilers whose proofs count; by default the one that compiles this catalog. Name them where there are several.
# @param environments
#   Puppet environments that may set tags.
# @param settings
#   Any further key of `server.yaml`, nested as there. It goes before what the class writes, and `~` leaves that out. All levels of
#   the hierarchy are merged, lists joined.
# @param manage_backup
#   Whether to back up by a timer.
# @param backup_directory
#   Where backups go.
# @param backup_keys_directory
#   Another folder for the half with the keys, so that the two aren't lost, or stolen, together.
# @param backup_keep
#   How many backups are kept.
# @param backup_calendar
#   When, in the form of systemd's `OnCalendar`.
#
# @example A server with this machine's own certificate and database
#   class { 'kitward::server':
#     package_source => 'puppet:///modules/site/kitward-server_0.1.0_amd64.deb',
#   }
#
# @example In Hiera: a database elsewhere, and keys of server.yaml that have no parameter
#   kitward::server::database_url: jdbc:postgresql://db.example.com/kitward
#   kitward::server::database_password: ENC[PKCS7,…]
#   kitward::server::settings:
#     rollout: {max-acting: 20}
class kitward::server (
  Optional[Kitward::Source] $package_source = undef,
  Optional[Kitward::Version] $package_version = undef,
  String[1] $package_ensure = 'installed',
  Kitward::Host $server_name = $trusted['certname'],
  Variant[Enum['host', 'puppet', 'kitward'], Kitward::Certificate] $certificate = 'host',
  Optional[Struct[{ certificate => Kitward::Path, key => Kitward::Path, ca => Kitward::Path }]] $people_certificate = undef,
  Integer[1, 65535] $people_port = 8443,
  Integer[1, 65535] $node_port = 4320,
  Optional[Pattern[/\Ajdbc:postgresql:\S+\z/]] $database_url = undef,
  String[1] $database_user = 'kitward',
  Optional[Sensitive[String[1]]] $database_password = undef,
  Integer[1, 65535] $database_port = 5432,
  Boolean $manage_postgresql = true,
  Pattern[/\Ahttps:\/\/\S+\z/] $puppet_url = "https://${kitward::fact('ca_server')}:${kitward::fact('ca_port')}",
  Kitward::Path $puppet_ca = kitward::fact('ssl')['ca'],
  # The name in a proof is the compiler's own setting; a catalog that the node compiles itself has no proofs.
  Array[Pattern[/\A[^,[:space:]]+\z/]] $vouchers = $trusted['authenticated'] ? { 'remote' => [$settings::certname], default => [] },
  Array[Pattern[/\A\w+\z/], 1] $environments = ['production'],
  Hash[String[1], Data] $settings = {},
  Boolean $manage_backup = true,
  Kitward::Path $backup_directory = '/var/backups/kitward',
  Optional[Kitward::Path] $backup_keys_directory = undef,
  Integer[1] $backup_keep = 14,
  Pattern[/\A[^[:cntrl:]]+\z/] $backup_calendar = '*-*-* 02:30',
) {
  if $package_version and !$package_source {
    fail('kitward::server: package_version goes with package_source; for a version from an apt repository set package_ensure')
  }
  if $certificate == 'puppet' and $server_name == $trusted['certname'] {
    fail("kitward::server: certificate: the Puppet CA has a certificate of ${server_name} already, this machine's own; \
use it (host), or set server_name to a name that no certificate has")
  }
  if $database_url and !$database_password {
    fail('kitward::server: database_url needs a database_password')
  }
  if !$database_url and ($database_password or $database_user != 'kitward') {
    fail("kitward::server: database_user and database_password go with database_url; this machine's own PostgreSQL gets its password here")
  }

  contain kitward::server::install
  contain kitward::server::certificates
  contain kitward::server::database
  contain kitward::server::backup
  contain kitward::server::config
  contain kitward::server::service

  # The package makes the user and the command. Backups don't wait for a configuration without mistakes.
  Class['kitward::server::install']
  -> Class['kitward::server::certificates', 'kitward::server::database', 'kitward::server::backup']
  -> Class['kitward::server::config']
  ~> Class['kitward::server::service']

  Class['kitward::server::install', 'kitward::server::certificates', 'kitward::server::database'] ~> Class['kitward::server::service']

  # On a machine that is a node too, whatever asks Kitward waits for it. Only what carries this tag, since a collector makes real
  # what is virtual.
  Class['kitward::server'] -> Kitward_tags <| tag == 'asks_kitward' |>
  Class['kitward::server'] -> Kitward_voucher <| tag == 'asks_kitward' |>
  Class['kitward::server'] -> Kitward_ca <| tag == 'asks_kitward' |>
  Class['kitward::server'] -> Kitward_download <| tag == 'asks_kitward' |>
  Class['kitward::server'] -> File <| tag == 'asks_kitward' |>
}
