require 'spec_helper'

describe 'kitward::fact' do
  let(:facts) { FACTS }

  it { is_expected.to run.with_params('confdir').and_return('/etc/puppet') }
  it { is_expected.to run.with_params('other').and_raise_error(%r{the fact 'kitward' is missing, or its 'other'}) }

  context 'without the fact' do
    let(:facts) { FACTS.reject { |name, _| name == :kitward } }

    it { is_expected.to run.with_params('confdir').and_raise_error(%r{the fact 'kitward' is missing}) }
  end
end
