# Assigns a service to this node directly, without a policy in between; given twice with the same parameters it is one.
#
# Kitward takes such an assignment only with a proof, so the compiler needs a voucher (class `kitward::voucher`). A policy that
# forbids the service still wins.
#
# @param service
#   The service's name in Kitward.
# @param parameters
#   Values for the service's parameters. Secrets are not among them: documents in Kitward give those.
# @return [Undef]
#
# @example The exporter, at a port of our own
#   kitward::service('node-exporter', { 'port' => 9200 })
function kitward::service(Kitward::Service $service, Hash[String[1], Data] $parameters = {}) >> Undef {
  if defined(Kitward_service[$service]) {
    $earlier = Kitward_service[$service]['parameters']
    unless $earlier == $parameters {
      fail("kitward::service('${service}'): given twice with different parameters, ${earlier} and ${parameters}")
    }
  } else {
    kitward_service { $service:
      parameters => $parameters,
      proof      => kitward::proof($service, $parameters),
    }
  }
  undef
}
