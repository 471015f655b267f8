"""The shape of a workspace, as SQL, step by step. Released steps are never edited: a change is a new step in `migrations.py`.

Every recorded table has a row number `n` that never changes (VACUUM keeps it) and 16 random bytes of salt, so that nothing can be
guessed from the hash of an erased row. Columns named `sealed_…` hold what only a person's own key opens.
Times are ISO 8601 with their offset; lists are JSON.
"""

APPLICATION = 0x43495649
"""`PRAGMA application_id` of every workspace: "CIVI"."""

GROWING = frozenset(
    {
        "acknowledged", "answer_file", "answer_file_gone", "answer_log", "attachment", "case_quote", "case_version", "closing_reason", "connection_step", "consent", "consent_choice", "entry_choice",
        "instrument_file", "local_edit", "pack", "person_code", "release_member", "release_person", "request", "request_event", "score", "score_run",
        "sheet_event", "statement", "step_set", "tombstone", "unmet_need", "verification", "edit_ruling", "edit_suggestion", "released_table",
    }
)  # fmt: skip
"""Tables to which rows are added and never changed."""

CHANGING = frozenset(
    {
        "attendance",
        "avoid",
        "award",
        "connection",
        "birth_date",
        "draft_state",
        "entry",
        "erasure",
        "feed",
        "feed_page",
        "feed_record",
        "funding_call",
        "instrument",
        "introduction",
        "introduction_side",
        "passage",
        "person",
        "person_listing",
        "project",
        "release",
        "released_part",
        "secret",
        "session",
        "setting",
        "submission",
        "user",
    }
)
"""Tables whose rows may be changed in place; the audit keeps a hash for each row."""

_BOOKKEEPING = """
create table meta (name text primary key, value text not null) strict;
create table audit (
  seq integer primary key, at text not null, offset_min integer not null, mono_ms integer not null, user text not null,
  action text not null, kind text not null, object text not null, after blob not null, prev blob not null, mac blob not null
) strict;
create trigger audit_stays before update on audit begin select raise(abort, 'append-only'); end;
create trigger audit_is_kept before delete on audit begin select raise(abort, 'append-only'); end;
create table setting (n integer primary key, name text not null unique, value text not null, salt blob not null default (randomblob(16))) strict;
create table secret (n integer primary key, name text not null unique, value blob not null, salt blob not null default (randomblob(16))) strict;
"""

_PROJECT = """
create table user (
  n integer primary key, id text not null unique, name text not null, role text not null, safeguarding_lead integer not null,
  salt blob not null default (randomblob(16))
) strict;
create table project (
  n integer primary key, id text not null unique, name text not null, short_code text not null, practice integer not null,
  recovery integer not null, contact text not null, crisis_lines text not null, salt blob not null default (randomblob(16))
) strict;
create table pack (
  n integer primary key, version integer not null, bytes blob not null, kept_at text not null, salt blob not null default (randomblob(16))
) strict;
create table session (
  n integer primary key, id text not null unique, project text not null, place text not null, facilitators text not null,
  language text not null, wave integer not null, state text not null, opened_at text not null, opened_by text not null,
  closed_at text, salt blob not null default (randomblob(16))
) strict;
"""

_PEOPLE = """
create table person (
  n integer primary key, id text not null unique, card text not null unique, sealed_name blob, sealed_contact blob,
  birth_year integer, sex text not null, ethnicity text not null, district text not null, language text not null,
  sheet_format text not null, registered_at text not null, attributes text not null, salt blob not null default (randomblob(16))
) strict;
create table person_code (
  n integer primary key, person text not null unique references person (id), code text not null unique,
  salt blob not null default (randomblob(16))
) strict;
create table attendance (
  n integer primary key, session text not null references session (id), person text not null references person (id),
  arrived_at text not null, left_at text, salt blob not null default (randomblob(16)), unique (session, person)
) strict;
create table closing_reason (
  n integer primary key, session text not null references session (id), person text not null references person (id),
  matter text not null, sealed_reason blob, at text not null, user text not null, salt blob not null default (randomblob(16))
) strict;
create table statement (
  n integer primary key, sha256 text not null, version text not null, language text not null, text text not null,
  purposes text not null, salt blob not null default (randomblob(16)), unique (sha256, version, language, purposes)
) strict;
create table consent (
  n integer primary key, person text not null references person (id), statement integer not null references statement (n),
  mode text not null, read_aloud integer not null, limits_explained integer not null, sealed_witness blob, user text not null,
  session text references session (id), at text not null, withdrawal integer not null, salt blob not null default (randomblob(16))
) strict;
create index consent_by_person on consent (person);
create table consent_choice (
  n integer primary key, consent integer not null references consent (n), purpose text not null, choice text not null,
  salt blob not null default (randomblob(16))
) strict;
create index consent_choice_by_consent on consent_choice (consent);
create view consent_standing as
  select c.person, h.purpose, h.choice, c.at, max(c.n) as consent
  from consent c join consent_choice h on h.consent = c.n group by c.person, h.purpose;
"""

_INSTRUMENTS = """
create table instrument (
  n integer primary key, id text not null unique, form_id text not null, version text not null, title text not null,
  languages text not null, source_kind text not null, converter text not null, key_sha256 text not null, holder text not null,
  licence text not null, notice text not null, findings text not null, status text not null, imported_at text not null,
  imported_by text, salt blob not null default (randomblob(16)), unique (form_id, version)
) strict;
create table instrument_file (
  n integer primary key, instrument text not null references instrument (id), kind text not null, bytes blob not null,
  salt blob not null default (randomblob(16)), unique (instrument, kind)
) strict;
create table attachment (
  n integer primary key, instrument text not null references instrument (id), name text not null, bytes blob not null,
  salt blob not null default (randomblob(16)), unique (instrument, name)
) strict;
"""

_ANSWERS = """
create table submission (
  n integer primary key, id text not null unique, person text not null references person (id), session text references session (id),
  instrument text not null references instrument (id), wave integer not null, mode text not null, language text not null,
  state text not null, started_at text not null, started_by text not null, collected_on text not null, finished_at text,
  position text, salt blob not null default (randomblob(16))
) strict;
create index submission_by_person on submission (person);
create index submission_by_session on submission (session);
create index submission_by_state on submission (state);
create table answer_log (
  n integer primary key, submission integer not null references submission (n), question text not null, value text,
  sealed_value blob, missing text, kind text not null, user text not null, at text not null, sealed_reason blob,
  salt blob not null default (randomblob(16))
) strict;
create index answer_log_by_question on answer_log (submission, question);
create trigger answer_log_stays before update on answer_log begin select raise(abort, 'append-only'); end;
create trigger answer_log_is_kept before delete on answer_log begin select raise(abort, 'append-only'); end;
create view answer_now as
  select n, submission, question, value, sealed_value, missing, kind, at from answer_log a
  where kind not in ('added', 'removed')
    and n = (select max(b.n) from answer_log b where b.submission = a.submission and b.question = a.question);
create table draft_state (
  n integer primary key, submission integer not null unique references submission (n), sealed_snapshot blob not null, at text not null,
  salt blob not null default (randomblob(16))
) strict;
"""

_SCORES = """
create table score_run (
  n integer primary key, submission integer not null references submission (n), instrument text not null, wave integer not null,
  computed_at text not null, engine text not null, reason text not null, salt blob not null default (randomblob(16))
) strict;
create index score_run_by_submission on score_run (submission);
create table score (
  n integer primary key, run integer not null references score_run (n), scale text not null, value real, status text not null,
  n_answered integer not null, n_applicable integer not null, n_items integer not null, band text not null, flags text not null,
  variant text not null, key_id text not null, key_version text not null, key_sha256 text not null, rule_sha256 text not null,
  workings blob not null, arithmetic text not null, salt blob not null default (randomblob(16))
) strict;
create index score_by_run on score (run);
create view score_latest as
  select r.* from score_run r where r.n = (select max(q.n) from score_run q where q.submission = r.submission);
"""

_SHEETS_AND_CASES = """
create table sheet_event (
  n integer primary key, person text not null references person (id), submission integer not null references submission (n),
  kind text not null, mode text not null, how text not null, at text not null, user text not null,
  salt blob not null default (randomblob(16))
) strict;
create index sheet_event_by_submission on sheet_event (submission);
create table step_set (
  n integer primary key, person text not null references person (id), submission integer not null references submission (n),
  sealed_steps blob not null, at text not null, user text not null, salt blob not null default (randomblob(16))
) strict;
create index step_set_by_person on step_set (person);
create table entry_choice (
  n integer primary key, person text not null references person (id), submission integer not null references submission (n),
  entries text not null, at text not null, user text not null, salt blob not null default (randomblob(16))
) strict;
create index entry_choice_by_submission on entry_choice (submission);
create table case_version (
  n integer primary key, id text not null, version integer not null, person text not null references person (id),
  session text references session (id), sealed_title blob not null, sealed_texts blob not null, tags text not null,
  finished integer not null, user text not null, at text not null, salt blob not null default (randomblob(16)), unique (id, version)
) strict;
create index case_version_by_person on case_version (person);
create table case_quote (
  n integer primary key, case_version integer not null references case_version (n), sealed_text blob not null, prompt text not null,
  tags text not null, consent text not null, salt blob not null default (randomblob(16))
) strict;
create index case_quote_by_version on case_quote (case_version);
create view case_now as
  select v.* from case_version v where v.version = (select max(w.version) from case_version w where w.id = v.id);
"""

_DIRECTORY = """
create table entry (
  n integer primary key, id text not null unique, name text not null, organisation text not null, description text not null,
  "when" text not null, address text not null, district text not null, phone text not null, email text not null, url text not null,
  contact_name text not null, cost text not null, access text not null, tags text not null, printable integer not null,
  assured_date text, salt blob not null default (randomblob(16))
) strict;
"""

_RELEASES = """
create table release (
  n integer primary key, id text not null unique, batch_id text not null, state text not null, snapshot_hash text not null,
  preparer text not null, approver text, people integer not null, responses integer not null, report text not null,
  report_hash text not null, prepared_at text not null, approved_at text, intruder_form text, sealed_at text,
  file_name text not null, outer_sha256 text not null, salt blob not null default (randomblob(16))
) strict;
create table release_member (
  n integer primary key, release text not null references release (id), name text not null, bytes blob not null,
  salt blob not null default (randomblob(16)), unique (release, name)
) strict;
create table release_person (
  n integer primary key, release text not null references release (id), person text not null references person (id),
  salt blob not null default (randomblob(16)), unique (release, person)
) strict;
create table tombstone (
  n integer primary key, code text not null, scope text not null, period text not null, at text not null,
  salt blob not null default (randomblob(16))
) strict;
"""

FIRST = (_BOOKKEEPING, _PROJECT, _PEOPLE, _INSTRUMENTS, _ANSWERS, _SCORES, _SHEETS_AND_CASES, _DIRECTORY, _RELEASES)
SEARCHED = ("name", "organisation", "description", "district", "tags")
"""Columns of the directory that can be searched by word. It holds organisations, never people who take part."""

_LEAVERS = "alter table user add column left_at text;"

_ERASURE = """
create table erasure (
  n integer primary key, person text not null unique, at text not null, user text not null, keys_gone_at text, copies_gone_at text,
  salt blob not null default (randomblob(16))
) strict;
drop trigger answer_log_is_kept;
create trigger answer_log_is_kept before delete on answer_log
  when not exists (select 1 from erasure e join submission s on s.person = e.person where s.n = old.submission)
  begin select raise(abort, 'append-only'); end;
"""
"""Answers can go only with an erasure that names whose they are."""

_REQUESTS = """
create table request (
  n integer primary key, id text not null unique, kind text not null, person text not null, received_on text not null,
  user text not null, at text not null, note text not null, sealed_note blob, salt blob not null default (randomblob(16))
) strict;
create table request_event (
  n integer primary key, request text not null references request (id), what text not null, day text not null, user text not null,
  at text not null, note text not null, sealed_note blob, salt blob not null default (randomblob(16))
) strict;
create index request_event_by_request on request_event (request);
"""
"""No reference to `person`: the register outlives an erasure, its words about the person do not."""

SECOND = (_LEAVERS, _ERASURE, _REQUESTS)

_FILES = """
create table answer_file (
  n integer primary key, submission integer not null references submission (n), question text not null, name text not null,
  media_type text not null, size integer not null, sealed_sha256 blob not null, sealed_bytes blob not null, user text not null,
  at text not null, salt blob not null default (randomblob(16)), unique (submission, name)
) strict;
create table answer_file_gone (
  n integer primary key, file integer not null unique, submission integer not null references submission (n), name text not null,
  why text not null, user text not null, at text not null, salt blob not null default (randomblob(16))
) strict;
create index answer_file_gone_by_submission on answer_file_gone (submission);
create trigger answer_file_stays before update on answer_file begin select raise(abort, 'append-only'); end;
create trigger answer_file_is_kept before delete on answer_file
  when not exists (select 1 from answer_file_gone g where g.file = old.n)
  and not exists (select 1 from erasure e join submission s on s.person = e.person where s.n = old.submission)
  begin select raise(abort, 'append-only'); end;
"""
"""Files as answers. The hash of the bytes is sealed too: in clear it would tell, in an old copy, whose a known picture was.

A file can go only with a row that says so, or with an erasure.
"""

THIRD = (_FILES,)
