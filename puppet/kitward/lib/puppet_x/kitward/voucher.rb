require 'json'
require 'openssl'

module PuppetX
  # What the module's types and functions share.
  module Kitward
    # The P-256 key with which a compiler vouches for what it compiled, and the tokens that it signs (compact JWS, ES256).
    # Runs on JRuby 9.3 in Puppet Server and on Ruby itself; both sign in 0.2 ms. Immutable, so threads may share one.
    #
    # Puppet Server may load this file once per environment. Nothing in it minds: there are methods only, and no constant.
    class Voucher
      class << self
        # Where a compiler keeps its key.
        def default_path
          File.join(Puppet[:confdir], 'kitward', 'voucher.pem')
        end

        # The key in the file; nil if there is no file. Read again only when the file changes.
        # Raises SystemCallError when it can't be read, ArgumentError when it holds something else.
        def at(path)
          stat = File.stat(path)
          state = [path, stat.ino, stat.size, stat.mtime.to_r]
          remembered = @remembered
          return remembered.last if remembered && remembered.first == state
          voucher = new(File.read(path))
          @remembered = [state, voucher]
          voucher
        rescue Errno::ENOENT, Errno::ENOTDIR
          nil
        end

        # A new private key (PEM).
        def generate
          OpenSSL::PKey::EC.generate('prime256v1').to_pem
        end

        def pem(label, der)
          "-----BEGIN #{label}-----\n#{[der].pack('m48')}-----END #{label}-----\n"
        end

        # base64url without padding, as in RFC 7515.
        def encode(bytes)
          [bytes].pack('m0').tr('+/', '-_').delete('=')
        end

        def decode(text)
          text.tr('-_', '+/').unpack('m').first
        end

        # When a token was issued, as it says itself (whole seconds); nil if it says nothing. Verifies nothing.
        def issued_at(token)
          issued = JSON.parse(decode(token.to_s.split('.')[1].to_s))['iat']
          issued if issued.is_a?(Integer)
        rescue JSON::ParserError, TypeError, NoMethodError
          nil
        end
      end

      # The key's name: lower-case hex SHA-256 of the public key's DER SubjectPublicKeyInfo.
      attr_reader :kid

      # PKCS#8 ("BEGIN PRIVATE KEY") is refused everywhere, since JRuby's OpenSSL doesn't read it.
      def initialize(pem)
        raise ArgumentError, 'not a key in the form of "BEGIN EC PRIVATE KEY"' unless pem.include?('-----BEGIN EC PRIVATE KEY-----')
        @key = OpenSSL::PKey::EC.new(pem)
        curve = @key.group.curve_name
        raise ArgumentError, 'not a private key on the curve P-256' unless @key.private_key? && %w[prime256v1 secp256r1].include?(curve)
        # A SubjectPublicKeyInfo of this curve: algorithm and curve, then the point. Written out, since neither OpenSSL 3 nor
        # JRuby has a way to the public half that the other has too.
        point = @key.public_key.to_bn.to_s(2)
        @public_der = ['3059301306072a8648ce3d020106082a8648ce3d030107034200'].pack('H*') + point
        @kid = OpenSSL::Digest::SHA256.hexdigest(@public_der)
      rescue OpenSSL::PKey::PKeyError => e
        raise ArgumentError, "not a private key (#{e.message})"
      end

      def public_pem
        self.class.pem('PUBLIC KEY', @public_der)
      end

      # The claims as a signed token of a type such as `kitward-proof+jwt`.
      def sign(type, claims)
        signer(type).call(JSON.generate(claims))
      end

      # Signs many tokens of one type: a procedure from claims, as JSON, to a token.
      def signer(type)
        header = self.class.encode(JSON.generate('alg' => 'ES256', 'typ' => type, 'kid' => @kid))
        lambda do |claims|
          signed = "#{header}.#{self.class.encode(claims)}"
          "#{signed}.#{self.class.encode(raw(@key.dsa_sign_asn1(OpenSSL::Digest::SHA256.digest(signed))))}"
        end
      end

      private

      # R and S in 32 bytes each, out of DER: SEQUENCE { INTEGER, INTEGER }, where each length is one byte on this curve, and a
      # number may be shorter, or longer by a leading zero.
      def raw(der)
        r_length = der.getbyte(3)
        [der.byteslice(4, r_length), der.byteslice(6 + r_length, der.getbyte(5 + r_length))].map do |number|
          number.bytesize > 32 ? number.byteslice(-32, 32) : number.rjust(32, "\0")
        end.join
      end
    end
  end
end
