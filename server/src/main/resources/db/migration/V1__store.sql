-- The store itself: which one it is, which life of it this is, and the secrets it keeps encrypted.

CREATE TABLE store_meta (
  only_row   boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
  store_id   uuid        NOT NULL DEFAULT gen_random_uuid(),
  epoch      bigint      NOT NULL DEFAULT 1 CHECK (epoch >= 1), -- rises when the store was restored or promoted
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO store_meta DEFAULT VALUES;

CREATE TABLE secret (
  name       text        NOT NULL,
  version    integer     NOT NULL CHECK (version >= 1),
  nonce      bytea       NOT NULL CHECK (length(nonce) = 12),
  ciphertext bytea       NOT NULL, -- AES-256-GCM with its tag; name and version are authenticated with it
  created_at timestamptz NOT NULL,
  created_by text        NOT NULL,
  PRIMARY KEY (name, version)
);
