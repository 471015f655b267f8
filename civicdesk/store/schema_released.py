"""The shape of what is known of earlier releases: tables that were given out, words that a person read and let go, numbers of rows."""

_WORDS = """
create table passage (
  n integer primary key, person text not null references person (id), kind text not null, source text not null, domain text not null,
  sealed_mark blob not null, sealed_places blob not null, sealed_text blob not null, cuts integer not null, kept_back integer not null,
  read_by text not null, read_at text not null, agreed_by text, agreed_at text, alone_reason text not null default '',
  salt blob not null default (randomblob(16)),
  check (agreed_by is null or agreed_by <> read_by or alone_reason <> '')
) strict;
create index passage_by_person on passage (person);
create table birth_date (
  n integer primary key, person text not null unique references person (id), sealed_day blob not null, user text not null, at text not null,
  salt blob not null default (randomblob(16))
) strict;
"""
"""Words that a person read before they leave, and what the second person said. The words lie under the key of whoever said them.

Whole dates of birth are there only where a project links people: nothing else needs them.
"""

_RELEASED = """
create table released_part (
  n integer primary key, release text not null references release (id), number integer not null, batch_id text not null,
  file_name text not null, outer_sha256 text not null, state text not null, salt blob not null default (randomblob(16)), unique (release, number)
) strict;
create table released_table (
  n integer primary key, release text not null references release (id), spec text not null, period text not null, batch text not null,
  told text not null, salt blob not null default (randomblob(16)), unique (release, spec)
) strict;
"""
"""The sealed files of a release, which may be several; its tables of people, as they were told and counted. Who stood in a table is kept by
code in a member of the release, so that a person who is forgotten is taken out there, while the number they were part of stays."""

_ACKNOWLEDGED = """
create table acknowledged (
  n integer primary key, tombstone integer not null unique references tombstone (n), batch text not null,
  salt blob not null default (randomblob(16))
) strict;
"""
"""Which withdrawals the centre has heard of, and by which bundle: each is told in every bundle until then."""

FIFTH: tuple[str, ...] = (_ACKNOWLEDGED, _WORDS, _RELEASED)
