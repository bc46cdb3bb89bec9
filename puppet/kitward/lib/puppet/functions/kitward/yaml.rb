require 'json'
require 'yaml'

# A hash as a YAML document.
#
# @api private
Puppet::Functions.create_function(:'kitward::yaml') do
  # @param value
  #   What to write, in this order.
  # @return
  #   The document.
  dispatch :document do
    param 'Hash[String, Data]', :value
    return_type 'String'
  end

  # By way of JSON, since YAML writes an object that stands in two places as a reference, which not every reader knows.
  def document(value)
    YAML.dump(JSON.parse(JSON.generate(value)), line_width: -1)
  end
end
