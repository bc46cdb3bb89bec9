# Where a package's file comes from: a web server, the Puppet server, or a path on the node.
type Kitward::Source = Pattern[/\A(https:\/\/|file:\/\/\/|puppet:\/\/\/|\/)\S+\z/]
