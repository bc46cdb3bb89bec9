require_relative '../../../puppet_x/kitward/client'

# Asks and tells Kitward over mutual TLS, with this node's own Puppet certificate.
#
# Puppet sets properties one by one, and counts a change as made once its setter returns. So the first setter sends everything,
# and the second one shares its outcome: one PUT, and no change is reported that did not arrive.
Puppet::Type.type(:kitward_tags).provide(:https) do
  desc 'Over HTTPS, with the certificate that the Puppet CA gave this node.'

  def tags
    ask { |declared| strings(declared['tags']).sort }
  end

  def services
    ask do |declared|
      list(declared['services']).map { |one| { 'service' => one['service'], 'parameters' => one['parameters'] || {} } }.sort_by { |one| one['service'] }
    end
  end

  def tags=(_wanted)
    tell
  end

  def services=(_wanted)
    tell
  end

  # Whether Kitward wants the catalog's proofs again although nothing else changed.
  def renewal_due?(issued_at)
    return false if unreachable? || issued_at.nil?
    from = @answer.body['renewFrom']
    from.is_a?(Numeric) && issued_at >= from
  end

  # Sends the proofs again. What this changes is how long the tags are vouched for, not what they are.
  def renew
    tell
    resource.debug('The proofs of the tags were renewed')
  rescue PuppetX::Kitward::Unreachable => e
    raise if resource[:on_unreachable] == :fail
    resource.warning("#{e.message}; the proofs were not renewed")
  end

  # What Kitward has to say to the one who reads this run's log; once, and of what has been answered last.
  def notice
    words = @answer.body['notice'].to_s unless unreachable?
    resource.warning("Kitward says: #{words}") unless words.nil? || words.empty?
  end

  # Whether Kitward could not be asked, and that is only a warning.
  def unreachable?
    @answer == :unreachable
  end

  private

  def path
    '/v1/nodes/self/declaration'
  end

  # The one GET of a run.
  def ask
    @answer ||= PuppetX::Kitward::Client.for(resource) { |door| door.get(path) }
    unreachable? ? :unreachable : yield(@answer.body)
  rescue PuppetX::Kitward::Unreachable => e
    raise if resource[:on_unreachable] == :fail
    resource.warning("#{e.message}; tags and services stay as they are")
    @answer = :unreachable
  end

  # The one PUT of a run.
  def tell
    raise Puppet::Error, 'not sent, as said before' if @failed
    @told ||= begin
      answer = PuppetX::Kitward::Client.for(resource) { |door| door.put(path, resource.declaration.to_body, @answer.version) }
      @answer = answer
      notice
      confirm(answer.body)
      true
    rescue Puppet::Error
      @failed = true
      raise
    end
  end

  # What Kitward left out without a word about it would be reported as done.
  def confirm(body)
    missing = resource.declaration.tags - strings(body['tags'])
    return if missing.empty? || !body['notice'].to_s.empty?
    raise PuppetX::Kitward::Refused, "Kitward left out #{missing.join(', ')}"
  end

  def strings(value)
    list(value).map(&:to_s)
  end

  def list(value)
    return value if value.is_a?(Array)
    raise PuppetX::Kitward::Refused, "Kitward answered without tags and services; is #{resource[:server]}:#{resource[:port]} its node door?"
  end
end
