require_relative '../../../puppet_x/kitward/voucher'

# Signs tags, or a service, for the node whose catalog is being compiled: the proof that this compiler said so.
#
# The token (a compact JWS, ES256) names compiler, node, environment and time; all proofs of one compilation carry the same time.
# It is sensitive, so that PuppetDB doesn't store a new one with each run. There is none (`undef`) when this compiler has no key
# (see class `kitward::voucher`), or the node didn't come with a certificate (`puppet apply`). Called by `kitward::tag()` and
# `kitward::service()`, which check what they hand on.
#
# @api private
Puppet::Functions.create_function(:'kitward::proof') do
  # @param tags
  #   Tags to vouch for.
  # @return [Hash[String, Optional[Sensitive[String]]]]
  #   Proofs by tag, of those tags that the catalog doesn't have yet (found out here, since `defined()` takes 0.8 ms a tag).
  dispatch :tags do
    param 'Array', :tags
  end

  # @param service
  #   A service to vouch for.
  # @param parameters
  #   Its parameters.
  # @return [Optional[Sensitive[String]]]
  #   Its proof.
  dispatch :service do
    param 'String', :service
    param 'Hash', :parameters
  end

  # @return [Optional[Sensitive[String]]]
  #   Proof of the catalog as such, whatever it holds: by it an empty one also says when it was compiled.
  dispatch :catalog do
  end

  def catalog
    sign = signature
    sign && sign.call({})
  end

  def tags(tags)
    sign = signature
    catalog = closure_scope.compiler.catalog
    missing = tags.flatten.uniq.reject { |tag| catalog.resource('Kitward_tag', tag) }
    missing.map { |tag| [tag, sign && sign.call('tag' => tag)] }.to_h
  end

  def service(service, parameters)
    sign = signature
    sign && sign.call('service' => service, 'parameters' => parameters)
  end

  private

  # A procedure from a claim to its proof; nil when this compilation has none to give. Found out once per compilation.
  def signature
    compiler = closure_scope.compiler
    unless compiler.instance_variable_defined?(:@kitward_signature)
      compiler.instance_variable_set(:@kitward_signature, begin_compilation(compiler))
    end
    compiler.instance_variable_get(:@kitward_signature)
  end

  def begin_compilation(compiler)
    trusted = closure_scope.lookupvar('trusted') || {}
    return nil unless trusted['authenticated'] == 'remote'
    voucher = key
    return nil unless voucher
    common = { 'iss' => Puppet[:certname], 'sub' => trusted['certname'], 'env' => compiler.environment.name.to_s, 'iat' => Time.now.to_i }
    sign = voucher.signer('kitward-proof+jwt')
    ->(claim) { Puppet::Pops::Types::PSensitiveType::Sensitive.new(sign.call(JSON.generate(common.merge(claim)))) }
  end

  # A compiler without a key is no mistake; one whose key can't be used is.
  def key
    path = PuppetX::Kitward::Voucher.default_path
    PuppetX::Kitward::Voucher.at(path)
  rescue SystemCallError, ArgumentError => e
    Puppet.warning("kitward: tags go without proof, since #{path} can't be used: #{e.message}")
    nil
  end
end
