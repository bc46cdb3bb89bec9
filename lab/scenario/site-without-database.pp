# What each server is. Which tools it needs is no concern of Puppet's.
node 'db1.lab' {
  include kitward
  kitward::tag('environment=production')
}
node 'web1.lab' {
  include kitward
  kitward::tag('web', 'environment=staging')
}
node default {
  include kitward
}
