-- Who makes a secret's values, which secrets never leave the server, and tokens that are on their way out.

-- The server makes consoles' tokens and the secrets from which nodes' own keys are derived; all others come from people.
alter table secret add column made_by_server boolean not null default false;
-- Keys of nodes are derived from it: it goes to no node and no console as it is.
alter table secret add column withheld boolean not null default false;
update secret set made_by_server = true where created_by = 'server' and name like 'console-%';

-- Earlier values of a console's token, until its node was seen with the newest one.
create table former_token (
  digest text primary key,
  name text not null references access_token on delete cascade,
  accepted_until timestamptz not null
);
create index former_token_by_name on former_token (name);
