"""The shape of the directory since its fourth step: more facts, lists from outside, who confirmed what, and what was changed here.

New columns of `entry` are empty where an entry says nothing special, so that no hash in the audit changes. A record of a list is kept
as the list has it; views give its parts the names that they have in Open Referral UK.
"""

_ENTRY = """
alter table entry add column kind text;
alter table entry add column status text;
alter table entry add column facts text;
alter table entry add column source text;
alter table entry add column missing_since text;
alter table entry add column merged_into text;
"""

_WORDS = """
create virtual table entry_fts_words using fts5 (
  name, description, content = 'entry', content_rowid = 'n', tokenize = 'porter unicode61 remove_diacritics 2'
);
create trigger entry_words_in after insert on entry begin
  insert into entry_fts_words (rowid, name, description) values (new.n, new.name, new.description);
end;
create trigger entry_words_out after delete on entry begin
  insert into entry_fts_words (entry_fts_words, rowid, name, description) values ('delete', old.n, old.name, old.description);
end;
create trigger entry_words_again after update on entry begin
  insert into entry_fts_words (entry_fts_words, rowid, name, description) values ('delete', old.n, old.name, old.description);
  insert into entry_fts_words (rowid, name, description) values (new.n, new.name, new.description);
end;
insert into entry_fts_words (entry_fts_words) values ('rebuild');
"""
"""Words by their stems, for a person's own words. `entry_fts` has them as they are written, for search as somebody types."""

_UPKEEP = """
create table feed (
  n integer primary key, id text not null unique, name text not null, licence text not null, attribution text not null,
  sha256 text not null, read_on text, salt blob not null default (randomblob(16))
) strict;
create table feed_record (
  n integer primary key, entry text not null unique references entry (id), feed text not null references feed (id),
  external_id text not null, document text not null, salt blob not null default (randomblob(16))
) strict;
create index feed_record_by_feed on feed_record (feed);
create table verification (
  n integer primary key, entry text not null references entry (id), day text not null, method text not null, result text not null,
  user text not null, at text not null, salt blob not null default (randomblob(16))
) strict;
create index verification_by_entry on verification (entry);
create table local_edit (
  n integer primary key, entry text not null references entry (id), field text not null, value text, theirs text not null,
  reason text not null, user text not null, at text not null, salt blob not null default (randomblob(16))
) strict;
create index local_edit_by_entry on local_edit (entry);
create table award (
  n integer primary key, id text not null unique, title text not null, description text not null, funder text not null,
  recipient text not null, pence integer not null, currency text not null, awarded_on text, area text not null,
  to_individual integer not null, salt blob not null default (randomblob(16))
) strict;
"""


def _part(name: str, path: str, columns: str) -> str:
    """Return the view of one nested list of each record, under the names that Open Referral UK gives its columns."""
    chosen = ", ".join(f"p.value ->> '$.{column}' as {column}" for column in columns.split())
    return f"create view oruk_{name} as select r.entry as service_id, {chosen} from feed_record r, json_each(r.document, '$.{path}') p;\n"


_SERVICE = (
    "name alternate_name description url email status fees_description accreditations minimum_age maximum_age assured_date last_modified"
)
_ORGANIZATION = "id name description email website"
_VIEWS = (
    "create view oruk_service as select r.entry as id, r.feed as source_id, r.external_id, r.document ->> '$.organization.id' as organization_id, "
    + ", ".join(f"r.document ->> '$.{column}' as {column}" for column in _SERVICE.split())
    + " from feed_record r;\n"
    + "create view oruk_organization as select distinct "
    + ", ".join(f"r.document ->> '$.organization.{column}' as {column}" for column in _ORGANIZATION.split())
    + " from feed_record r where r.document ->> '$.organization.id' is not null;\n"
    + _part("schedule", "schedules", "id freq byday opens_at closes_at attending_type description")
    + _part("cost_option", "cost_options", "id option currency amount amount_description valid_from valid_to")
    + _part("service_area", "service_areas", "id name description extent extent_type uri")
    + _part("language", "languages", "id name code note")
    + _part("contact", "contacts", "id title department")
    + _part("phone", "phones", "id number extension type description")
    + _part("attribute", "attributes", "id link_id link_type link_entity value label")
    + "create view oruk_location as select r.entry as service_id, l.value ->> '$.location.id' as id, l.value ->> '$.location.name' as name, "
    "l.value ->> '$.location.latitude' as latitude, l.value ->> '$.location.longitude' as longitude, l.value as document "
    "from feed_record r, json_each(r.document, '$.service_at_locations') l;\n"
)

FOURTH = (_ENTRY, _WORDS, _UPKEEP, _VIEWS)
