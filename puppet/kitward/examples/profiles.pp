# What profiles say: each one what it knows, and the same tag as often as it is true.
class profile::database {
  include kitward
  kitward::tag('database', 'environment=production')
}

class profile::time {
  include kitward
  kitward::service('chrony', { 'pool' => 'time.example.com' })
}
