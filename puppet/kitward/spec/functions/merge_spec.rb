require 'spec_helper'

describe 'kitward::merge' do
  it 'merges what is nested, and the second goes first' do
    is_expected.to run.with_params({ 'a' => { 'b' => 1, 'c' => { 'd' => 2 } } }, { 'a' => { 'c' => { 'e' => 3 }, 'b' => 4 }, 'f' => 5 })
      .and_return('a' => { 'b' => 4, 'c' => { 'd' => 2, 'e' => 3 } }, 'f' => 5)
  end

  it 'replaces lists, and hashes by what is none' do
    is_expected.to run.with_params({ 'a' => [1], 'b' => { 'c' => 1 }, 'd' => 1 }, { 'a' => [2], 'b' => 3, 'd' => { 'e' => 4 } })
      .and_return('a' => [2], 'b' => 3, 'd' => { 'e' => 4 })
  end

  it 'leaves out what is undef, at any depth' do
    is_expected.to run.with_params({ 'a' => 1, 'b' => { 'c' => 1, 'd' => 2 } }, { 'a' => nil, 'b' => { 'c' => nil }, 'e' => { 'f' => nil } })
      .and_return('b' => { 'd' => 2 }, 'e' => {})
  end

  it { is_expected.to run.with_params({ 'a' => 1 }, {}).and_return('a' => 1) }
end
