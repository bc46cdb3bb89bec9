-- Notifications go by e-mail, too: who is told of exceptions is a receiver.

alter table webhook rename to receiver;
