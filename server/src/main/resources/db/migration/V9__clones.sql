-- A machine that came with the certificate of another one: refused until a person says that it is the node now.
create table machine_claim (
  node_id uuid primary key references node on delete cascade,
  machine text not null,
  address text not null,
  at timestamptz not null
);
