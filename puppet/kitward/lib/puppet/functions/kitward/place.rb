# Where the code stands that called a function of this module: for messages, since Puppet names the module's own line.
#
# @api private
Puppet::Functions.create_function(:'kitward::place') do
  # @return
  #   Such as `/etc/puppetlabs/code/environments/production/site/profile/manifests/db.pp:12`; `kitward::tags in Hiera` for what the
  #   class hands on from there.
  dispatch :place do
    return_type 'String'
  end

  def place
    own = File.expand_path('../../../..', __dir__)
    file, line = Puppet::Pops::PuppetStack.stacktrace.find { |path, _| !path.to_s.start_with?("#{own}/functions/") }
    return 'kitward::tags in Hiera' if file.to_s.start_with?("#{own}/manifests/")
    file ? "#{file}:#{line}" : 'the code'
  end
end
