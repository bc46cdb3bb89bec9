-- Notifications by webhook: who is told of exceptions, and what he was not told yet.

-- A webhook as its Backend document says. Its row is the starting point: exceptions that open while it is here are told.
create table webhook (
  backend text primary key,
  -- of the document: when it changes, a receiver that was gone is asked again
  digest text not null,
  -- the documents' revision that it was taken from
  revision bigint not null,
  -- kinds of exceptions; empty: every kind
  kinds text[] not null,
  -- it answered 410: nothing is sent until the document changes
  gone boolean not null default false,
  -- no request before; null: when anything is due
  rest_until timestamptz,
  -- null: it was sent nothing yet
  answers boolean,
  since timestamptz not null,
  -- why it does not answer
  message text not null default '',
  given_up integer not null default 0
);

-- One exception for one webhook, from its opening until its closing is told or given up: one row, so that a closing
-- never goes before its opening.
create table delivery (
  backend text not null references webhook on delete cascade,
  exception_id bigint not null references exception on delete cascade,
  moment text not null default 'opened' check (moment in ('opened', 'closed')),
  -- null: the opening is told or given up, and the exception has not closed. Whoever sends moves it forward first, so
  -- that no other does.
  due_at timestamptz,
  -- tries of this moment, the one under way included
  tries integer not null default 0,
  first_try_at timestamptz,
  primary key (backend, exception_id)
);
create index delivery_due on delivery (backend, due_at) where due_at is not null;
create index delivery_by_exception on delivery (exception_id);
