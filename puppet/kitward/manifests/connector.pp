# Installs, configures and starts the connector. Use `include kitward`.
#
# While the connector isn't installed, its package is downloaded and installed from the file. Once the fact says that it is
# there, an unchanged run asks Kitward for nothing but the tags.
#
# @api private
class kitward::connector {
  $installed = $facts.dig('kitward', 'connector_version')
  $wanted = $kitward::connector_version
  $identity = $facts.dig('kitward', 'ssl')
  unless $identity {
    fail("kitward: the fact 'kitward' is missing; does pluginsync bring the module's facts to ${trusted['certname']}?")
  }

  # The configuration is there before the package, so the connector's first start is its last.
  file { '/etc/kitward':
    ensure => directory,
    owner  => 'root',
    group  => 'root',
    mode   => '0755',
  }

  file { '/etc/kitward/connector.yaml':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => epp('kitward/connector.yaml.epp', {
        'server'       => "${kitward::server}:${kitward::node_port}",
        'identity'     => $identity,
        'limits'       => $kitward::connector_limits,
        'owns_version' => $wanted != undef,
    }),
    notify  => Service['kitward-connector'],
  }

  if $installed and ($wanted == undef or $installed == $wanted) {
    package { 'kitward-connector':
      ensure  => installed,
      require => File['/etc/kitward/connector.yaml'],
    }
  } else {
    $suffix = $wanted ? {
      undef   => '',
      default => "_${wanted}",
    }
    $download = "/var/cache/kitward/kitward-connector${suffix}.deb"

    file { '/var/cache/kitward':
      ensure => directory,
      owner  => 'root',
      group  => 'root',
      mode   => '0755',
    }

    file { $download:
      ensure => file,
      owner  => 'root',
      group  => 'root',
      mode   => '0644',
      source => $kitward::connector_source,
    }

    $ensure = $wanted ? {
      undef   => installed,
      default => $wanted,
    }
    package { 'kitward-connector':
      ensure   => $ensure,
      provider => apt,
      source   => $download,
      require  => [File['/etc/kitward/connector.yaml'], File[$download]],
    }
  }

  service { 'kitward-connector':
    ensure  => running,
    enable  => true,
    require => Package['kitward-connector'],
  }
}
