# Installs, configures and starts the connector. Use `include kitward`.
#
# While the connector isn't installed, its package is downloaded and installed from the file. Once the fact says that it is
# there, an unchanged run asks Kitward for nothing but the tags.
#
# @api private
class kitward::connector {
  include kitward::connector_limits
  include kitward::folders

  $installed = $facts.dig('kitward', 'connector_version')
  $wanted = $kitward::connector_version
  $identity = kitward::fact('ssl')

  $limits = $kitward::connector_limits ? {
    undef   => $kitward::connector_limits::given,
    default => $kitward::connector_limits + $kitward::connector_limits::given,
  }

  # Puppet's CA, and Kitward's own where it has one.
  if $kitward::ca {
    $trust = $identity + { 'ca' => '/etc/kitward/ca.pem' }
    kitward_ca { $trust['ca']:
      ca     => $kitward::ca,
      before => File['/etc/kitward/connector.yaml'],
      notify => Service['kitward-connector'],
      tag    => 'asks_kitward', # a server on this machine makes its CA when it first starts
    }
  } else {
    $trust = $identity
  }

  # The configuration is there before the package, so the connector's first start is its last.
  file { '/etc/kitward/connector.yaml':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => epp('kitward/connector.yaml.epp', {
        'server'       => "${kitward::server}:${kitward::node_port}",
        'identity'     => $trust,
        'limits'       => $limits,
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

    # The agent's own downloads trust Puppet's CA and the system's only.
    $package_path = '/v1/connector/package.deb'
    if $kitward::ca and !$kitward::connector_source {
      kitward_download { $download:
        source => $package_path,
        server => $kitward::server,
        port   => $kitward::node_port,
        ca     => $kitward::ca,
        before => Package['kitward-connector'],
        tag    => 'asks_kitward',
      }
    } else {
      $source = $kitward::connector_source ? {
        undef   => "https://${kitward::server}:${kitward::node_port}${package_path}",
        default => $kitward::connector_source,
      }
      file { $download:
        ensure => file,
        owner  => 'root',
        group  => 'root',
        mode   => '0644',
        source => $source,
        before => Package['kitward-connector'],
        tag    => 'asks_kitward',
      }
    }

    $ensure = $wanted ? {
      undef   => installed,
      default => $wanted,
    }
    package { 'kitward-connector':
      ensure   => $ensure,
      provider => apt,
      source   => $download,
      require  => File['/etc/kitward/connector.yaml'],
    }
  }

  service { 'kitward-connector':
    ensure  => running,
    enable  => true,
    require => Package['kitward-connector'],
  }
}
