# A service that Puppet assigns directly, with no policy in between. The compiler needs a voucher.
include kitward
kitward::service('node-exporter', { 'port' => 9200 })
