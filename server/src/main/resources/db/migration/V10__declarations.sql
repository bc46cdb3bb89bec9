-- What Puppet declares on nodes, and the compilers whose word counts.
create table voucher_key (
  -- SHA-256 of the public key's SubjectPublicKeyInfo
  kid text primary key,
  certname text not null,
  -- the certificate that it was enrolled with
  issuer text not null,
  serial text not null,
  public_key bytea not null,
  enrolled_at timestamptz not null,
  -- when another key of the same compiler took its place: its proofs from before count until they are too old
  retired_at timestamptz
);
create index voucher_key_by_certname on voucher_key (certname, issuer);

create table declaration (
  node_id uuid primary key references node on delete cascade,
  revision bigint not null,
  environment text not null,
  -- when the catalog of the newest accepted proofs was compiled: older proofs are refused
  issued_at timestamptz,
  -- the first instant at which those proofs are too old
  proven_until timestamptz,
  -- tags without a proof: these it put into the source node
  self_asserted text[] not null default '{}',
  services jsonb not null default '{}',
  -- the last declaration, where it was not applied: environment, tags, services, why
  shown jsonb,
  declared_at timestamptz not null
);

-- Until when the tags of a set are proven; null where their trust does not rest on a proof.
alter table tag_set add column proven_until timestamptz;

alter table credential add column not_before timestamptz;
