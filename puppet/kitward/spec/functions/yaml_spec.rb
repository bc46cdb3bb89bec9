require 'spec_helper'

describe 'kitward::yaml' do
  def written(value)
    subject.execute(value)
  end

  it 'writes what reads as the same value, whatever it looks like' do
    ['yes', '~', '', '12', '1e3', '0x1f', '12:30', '2F:8B', '2026-01-01', '*-*-* 02:30', "it's", 'a: b', '# c', "a\nb", '- x', '&a', '%', 'ü', 'a, b', ' a '].each do |text|
      expect(YAML.safe_load(written('a' => text))).to eq('a' => text)
    end
    value = { 'a' => { 'b' => [1, true, nil, 1.5], 'c d' => {}, 'e' => [] } }
    expect(YAML.safe_load(written(value))).to eq value
  end

  it 'keeps the order, so that an unchanged hash is an unchanged file' do
    expect(written('b' => 1, 'a' => { 'd' => 'x', 'c' => 2 })).to eq "---\nb: 1\na:\n  d: x\n  c: 2\n"
  end

  it 'writes what stands in two places twice' do
    shared = ['x']
    expect(written('a' => shared, 'b' => shared)).to eq "---\na:\n- x\nb:\n- x\n"
  end

  it 'breaks no long line' do
    expect(written('a' => 'long ' * 60).lines.size).to eq 2
  end

  it { is_expected.to run.with_params({ 'a' => sensitive('x') }).and_raise_error(ArgumentError) }
end
