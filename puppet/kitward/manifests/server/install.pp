# Installs the server's package: from a file as long as another version is there, or from an apt repository.
#
# @api private
class kitward::server::install {
  $source = $kitward::server::package_source
  if $source {
    $version = $kitward::server::package_version ? {
      undef   => $source ? {
        /_([0-9][A-Za-z0-9.+:~-]*)_[a-z0-9]+\.deb\z/ => $1,
        default                                      => undef,
      },
      default => $kitward::server::package_version,
    }
    unless $version {
      fail("kitward::server: package_source: ${source} doesn't say its version, as kitward-server_VERSION_ARCH.deb does; \
set package_version")
    }

    if $facts.dig('kitward', 'server_version') == $version {
      $package = { 'ensure' => $version }
    } else {
      include kitward::folders

      $download = "/var/cache/kitward/kitward-server_${version}.deb"
      file { $download:
        ensure => file,
        owner  => 'root',
        group  => 'root',
        mode   => '0644',
        source => $source,
        backup => false,
      }
      $package = { 'ensure' => $version, 'source' => $download, 'require' => File[$download] }
    }
  } else {
    $package = { 'ensure' => $kitward::server::package_ensure }
  }

  # Whether this machine gets a PostgreSQL, which the package recommends, is for the class to say.
  package { 'kitward-server':
    provider        => apt,
    install_options => ['--no-install-recommends'],
    *               => $package,
  }
}
