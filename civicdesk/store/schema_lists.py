"""The shape of lists that are fetched, of edits that wait for a coordinator's word, and of open calls for money."""

FIFTH = """
alter table entry add column address_public integer;
alter table feed add column address text;
alter table feed add column fetched_at text;
alter table feed add column tags text;
alter table local_edit add column evidence text;
alter table local_edit add column impersonal integer;
create table feed_page (
  n integer primary key, feed text not null references feed (id), number integer not null, tag text not null, body blob not null,
  at text not null, salt blob not null default (randomblob(16)), unique (feed, number)
) strict;
create table edit_suggestion (
  n integer primary key, id text not null unique, entry text not null references entry (id), field text not null, value text,
  reason text not null, evidence text not null, impersonal integer not null, user text not null, at text not null,
  salt blob not null default (randomblob(16))
) strict;
create index edit_suggestion_by_entry on edit_suggestion (entry);
create table edit_ruling (
  n integer primary key, suggestion text not null unique references edit_suggestion (id), approved integer not null, user text not null,
  at text not null, salt blob not null default (randomblob(16))
) strict;
create table funding_call (
  n integer primary key, entry text not null unique references entry (id), funder text not null, funder_id text not null,
  applicants text not null, least integer, most integer, purposes text not null, reasons text not null, scope text not null,
  opens text, closes text, rolling integer not null, pages integer, link text not null, checked text, watched integer not null,
  salt blob not null default (randomblob(16))
) strict;
"""
"""Empty columns change no hash in the audit, so those of rows that were there before stay empty."""
