"""The shape of what connects people with places and with each other: listings, introductions, and who must never meet.

What a person offers, wants and is called stands sealed, and so does the other side of an introduction: a row in clear says only that
somebody is listed, or takes part in one. `introduction` and `unmet_need` name nobody and outlive an erasure as counts.
"""

from civicdesk.store import schema_lists

_PEOPLE = """
create table person_listing (
  n integer primary key, id text not null unique, person text not null unique references person (id), sealed_words blob not null,
  visible text not null, alias_used integer not null, method text not null, agreed_on text not null, expires_on text not null,
  withdrawn_at text, user text not null, salt blob not null default (randomblob(16))
) strict;
create table avoid (
  n integer primary key, person text not null references person (id), sealed_other blob not null, user text not null, at text not null,
  ended_at text, salt blob not null default (randomblob(16))
) strict;
create index avoid_by_person on avoid (person);
create table introduction (
  n integer primary key, id text not null unique, stage text not null, outcome text not null, user text not null, at text not null,
  stage_at text not null, salt blob not null default (randomblob(16))
) strict;
create table introduction_side (
  n integer primary key, introduction text not null references introduction (id), person text not null references person (id),
  part text not null, sealed_words blob not null, user text not null, at text not null, salt blob not null default (randomblob(16)),
  unique (introduction, part)
) strict;
create index introduction_side_by_person on introduction_side (person);
"""

_PLACES = """
create table connection (
  n integer primary key, person text not null references person (id), entry text not null references entry (id), referral text not null,
  user text not null, at text not null, salt blob not null default (randomblob(16)), unique (person, entry)
) strict;
create table connection_step (
  n integer primary key, connection integer not null references connection (n), state text not null, how text not null, day text not null,
  user text not null, at text not null, salt blob not null default (randomblob(16))
) strict;
create index connection_step_by_connection on connection_step (connection);
create table unmet_need (
  n integer primary key, topic text not null, zone text not null, month text not null, salt blob not null default (randomblob(16))
) strict;
"""

FIFTH: tuple[str, ...] = (_PEOPLE, _PLACES, schema_lists.FIFTH)
