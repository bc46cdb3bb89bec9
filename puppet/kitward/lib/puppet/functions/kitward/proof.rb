require_relative '../../../puppet_x/kitward/voucher'

# Signs a tag or a service for the node whose catalog is being compiled: the proof that this compiler said so.
#
# The token names compiler, node, environment and time; all proofs of one compilation carry the same time. Called by
# `kitward::tag()` and `kitward::service()`.
#
# @api private
Puppet::Functions.create_function(:'kitward::proof') do
  # @param claim
  #   What is vouched for.
  # @return
  #   A compact JWS (ES256). Sensitive, so that PuppetDB doesn't store a new one with each run. `undef` when this compiler has
  #   no key (see class `kitward::voucher`), or the node didn't come with a certificate (`puppet apply`).
  dispatch :proof do
    param "Variant[Struct[{'tag' => Kitward::Tag}], Struct[{'service' => Kitward::Service, 'parameters' => Hash[String, Data]}]]", :claim
    return_type 'Optional[Sensitive[String]]'
  end

  def proof(claim)
    voucher, common = compilation
    return nil unless voucher
    Puppet::Pops::Types::PSensitiveType::Sensitive.new(voucher.sign('kitward-proof+jwt', common.merge(claim)))
  end

  private

  # The key, and the claims that all proofs of this compilation have in common; found out once per compilation.
  def compilation
    compiler = closure_scope.compiler
    known = compiler.instance_variable_get(:@kitward_compilation)
    return known if known
    compiler.instance_variable_set(:@kitward_compilation, begin_compilation(compiler))
  end

  def begin_compilation(compiler)
    trusted = closure_scope.lookupvar('trusted') || {}
    return [] unless trusted['authenticated'] == 'remote'
    voucher = key
    return [] unless voucher
    [voucher, { 'iss' => Puppet[:certname], 'sub' => trusted['certname'], 'env' => compiler.environment.name.to_s, 'iat' => Time.now.to_i }]
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
