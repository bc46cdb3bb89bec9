require 'spec_helper'

describe 'Kitward::Tag' do
  ['a', 'a=b', 'environment=production', 'example.com/role=db', 'A_b.c-1', 'x' * 63].each { |tag| it { is_expected.to allow_value(tag) } }
  ['', '=', 'a=', '=a', 'a b', '-a', 'a-', 'a=b=c', 'x' * 64, "a\n", 'Example.com/role', '/a', 1].each { |tag| it { is_expected.not_to allow_value(tag) } }
end

describe 'Kitward::Service' do
  ['chrony', 'node-exporter', 'a', '1'].each { |name| it { is_expected.to allow_value(name) } }
  ['', 'Chrony', 'a_b', '-a', 'a-', 'x' * 64, "a\n"].each { |name| it { is_expected.not_to allow_value(name) } }
end
