# When the server is backed up, and where to.
#
# @api private
class kitward::server::backup {
  if $kitward::server::manage_backup {
    $timer = running

    $folders = [$kitward::server::backup_directory, $kitward::server::backup_keys_directory].filter |$one| { $one =~ NotUndef }
    $different = $folders.unique
    file { $different:
      ensure => directory,
      owner  => 'kitward',
      group  => 'kitward',
      mode   => '0700',
    }

    $drop_in_folder = '/etc/systemd/system/kitward-backup.timer.d'
    file { $drop_in_folder:
      ensure => directory,
      owner  => 'root',
      group  => 'root',
      mode   => '0755',
    }

    # The empty value takes the package's own time away.
    file { "${drop_in_folder}/kitward.conf":
      ensure  => file,
      owner   => 'root',
      group   => 'root',
      mode    => '0644',
      content => "# Written by Puppet (module kitward).\n[Timer]\nOnCalendar=\nOnCalendar=${kitward::server::backup_calendar}\n",
      notify  => Service['kitward-backup.timer'],
    }
  } else {
    $timer = stopped
  }

  service { 'kitward-backup.timer':
    ensure => $timer,
    enable => $kitward::server::manage_backup,
  }
}
