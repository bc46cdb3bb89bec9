# Copies the certificates that the server shows and trusts to where its user reads them.
#
# @api private
class kitward::server::certificates {
  include kitward::folders

  $node_door = $kitward::server::certificate ? {
    'host'  => kitward::fact('ssl'),
    String  => {},
    default => $kitward::server::certificate,
  }
  $people_door = $kitward::server::people_certificate ? {
    undef   => {},
    default => $kitward::server::people_certificate,
  }

  $copies = {
    'puppet-ca.pem'   => $kitward::server::puppet_ca,
    'node-door.pem'   => $node_door['certificate'],
    'node-door.key'   => $node_door['key'],
    'people-door.pem' => $people_door['certificate'],
    'people-door.key' => $people_door['key'],
    'people-ca.pem'   => $people_door['ca'],
  }.filter |$_, $source| { $source =~ NotUndef }

  # Certificates that are renewed by themselves are links to the newest, so links are followed.
  $copies.each |$name, $source| {
    $access = $name ? {
      /\.key\z/ => { 'owner' => 'kitward', 'group' => 'kitward', 'mode' => '0400' },
      default   => { 'owner' => 'root', 'group' => 'root', 'mode' => '0644' },
    }
    file { "/etc/kitward/${name}":
      ensure    => file,
      source    => $source,
      links     => follow,
      backup    => false,
      show_diff => false,
      *         => $access,
    }
  }
}
