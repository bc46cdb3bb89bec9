require 'spec_helper'

describe PuppetX::Kitward::Voucher do
  let(:pem) { described_class.generate }
  let(:voucher) { described_class.new(pem) }

  it 'makes keys in the form that JRuby reads too' do
    expect(pem).to start_with('-----BEGIN EC PRIVATE KEY-----')
  end

  it 'names a key by the hash of its public half, as OpenSSL writes it' do
    der = OpenSSL::PKey.read(voucher.public_pem).public_to_der
    expect(der).to eq OpenSSL::PKey::EC.new(pem).public_to_der
    expect(voucher.kid).to eq OpenSSL::Digest::SHA256.hexdigest(der)
  end

  it 'signs so that every signature holds, whatever the length of its numbers' do
    300.times do |number|
      header, claims = verified(voucher.sign('kitward-proof+jwt', 'tag' => "t#{number}"), voucher.public_pem)
      expect(header).to eq('alg' => 'ES256', 'typ' => 'kitward-proof+jwt', 'kid' => voucher.kid)
      expect(claims).to eq('tag' => "t#{number}")
    end
  end

  it 'pads a short number and cuts the zero before a long one' do
    der = OpenSSL::ASN1::Sequence([OpenSSL::ASN1::Integer(5), OpenSSL::ASN1::Integer(OpenSSL::BN.new('ff' * 32, 16))]).to_der
    expect(voucher.send(:raw, der).unpack('H*').first).to eq("#{'00' * 31}05#{'ff' * 32}")
  end

  it 'writes base64url without padding' do
    expect(described_class.encode("\xfb\xff".b)).to eq '-_8'
    expect(described_class.decode('-_8')).to eq "\xfb\xff".b
  end

  it 'signs nothing that a changed claim would still fit' do
    header, _, signature = voucher.sign('kitward-proof+jwt', 'tag' => 'a').split('.')
    forged = [header, described_class.encode(JSON.generate('tag' => 'b')), signature].join('.')
    expect { verified(forged, voucher.public_pem) }.to raise_error(RSpec::Expectations::ExpectationNotMetError)
  end

  it 'refuses other curves, RSA, public halves, PKCS#8 and rubbish' do
    [
      OpenSSL::PKey::EC.generate('secp384r1').to_pem,
      OpenSSL::PKey::RSA.new(1024).to_pem,
      voucher.public_pem,
      OpenSSL::PKey::EC.generate('prime256v1').private_to_pem,
      "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
      ''
    ].each { |text| expect { described_class.new(text) }.to raise_error(ArgumentError), text }
  end

  it 'reads a file again only when it changed' do
    Dir.mktmpdir do |folder|
      path = File.join(folder, 'voucher.pem')
      expect(described_class.at(path)).to be_nil
      File.write(path, pem)
      first = described_class.at(path)
      expect(described_class.at(path)).to equal first
      File.write("#{path}.new", described_class.generate)
      File.rename("#{path}.new", path)
      expect(described_class.at(path).kid).not_to eq first.kid
    end
  end

  it 'reads when a token was issued, and nothing out of rubbish' do
    expect(described_class.issued_at(voucher.sign('x', 'iat' => 1_764_496_800))).to eq 1_764_496_800
    ['', 'a.b.c', 'a', nil, voucher.sign('x', 'iat' => 'soon')].each { |token| expect(described_class.issued_at(token)).to be_nil }
  end
end
