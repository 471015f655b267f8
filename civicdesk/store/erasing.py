"""Forget a person: every row goes in one transaction, with a note that the keys and the copies are still to follow."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civicdesk.errors import Refused
from civicdesk.records.ids import PersonId, UserId
from civicdesk.store import projects, releases
from civicdesk.store.actions import Action
from civicdesk.store.columns import moment, moment_or_none, stamp
from civicdesk.store.workspace import Workspace
from civicdesk.store.writing import Writing

_OF_SUBMISSIONS = "submission in (select n from submission where person = ?)"
ROWS = (
    ("passage", "person = ?"),
    ("birth_date", "person = ?"),
    ("case_quote", "case_version in (select n from case_version where person = ?)"),
    ("case_version", "person = ?"),
    ("connection_step", "connection in (select n from connection where person = ?)"),
    ("connection", "person = ?"),
    ("introduction_side", "person = ?"),
    ("avoid", "person = ?"),
    ("person_listing", "person = ?"),
    ("step_set", "person = ?"),
    ("entry_choice", "person = ?"),
    ("sheet_event", "person = ?"),
    ("score", f"run in (select n from score_run where {_OF_SUBMISSIONS})"),
    ("score_run", _OF_SUBMISSIONS),
    ("draft_state", _OF_SUBMISSIONS),
    ("answer_file", _OF_SUBMISSIONS),
    ("answer_file_gone", _OF_SUBMISSIONS),
    ("answer_log", _OF_SUBMISSIONS),
    ("submission", "person = ?"),
    ("consent_choice", "consent in (select n from consent where person = ?)"),
    ("consent", "person = ?"),
    ("closing_reason", "person = ?"),
    ("attendance", "person = ?"),
    ("person_code", "person = ?"),
    ("release_person", "person = ?"),
    ("person", "id = ?"),
)
"""Every table with rows about a person, those that refer to others first. `tests/unit/store/test_erasing.py` looks for one that is missing."""
SCOPE = "all"
FORGOTTEN = "forgotten"
"""Setting: marks of the cards and responses of everybody who was forgotten, so that they do not come back with an old file. Under the
laptop's own secret nobody can tell from a mark what it stands for."""
_MARK_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """One erasure: when it began, and when nothing could be read any more."""

    person: PersonId
    at: datetime
    by: UserId
    keys_gone_at: datetime | None
    """When the person's key was destroyed on this laptop."""
    copies_gone_at: datetime | None
    """When the copy of the keys in the backup folder was replaced too; None is a task that stays open."""


def erase(ws: Workspace, person: PersonId, at: datetime, *, by: UserId, responses: Sequence[str] = ()) -> None:
    """Take out every row about a person. Whoever was released is named in the next bundles as to be forgotten.

    Args:
        ws: the open workspace.
        person: who is to be forgotten.
        at: when it begins, zoned.
        by: who does it.
        responses: ids of their responses, ours and those of other programs; like the card they are known again if they come back.

    Raises:
        Refused: STORE-UNKNOWN, there is no such person.
    """
    found = ws.row("select card from person where id = ?", [person])
    if found is None:
        raise Refused("STORE-UNKNOWN", what="person")
    with ws.writing(Action.ERASED, by, at) as writing:
        _remember(ws, (str(found[0]), *responses))
        if ws.row("select 1 from erasure where person = ?", [person]) is None:
            writing.insert("erasure", {"person": person, "at": stamp(at), "user": by})
        known = ws.row("select code from person_code where person = ?", [person])
        code = str(known[0]) if known else ""
        if code and person in releases.perhaps_released(ws):
            _tell_the_centre(ws, writing, code, at)
        _scrub_releases(ws, writing, person, code)
        for table, which in ROWS:
            writing.erase(table, [int(number) for (number,) in ws.rows(f"select n from {table} where {which} order by n", [person])])


def forgotten(ws: Workspace, words: Iterable[str]) -> frozenset[str]:
    """Return which of these cards and ids of responses belonged to somebody who was forgotten."""
    kept = frozenset((projects.setting(ws, FORGOTTEN) or "").split())
    return frozenset(word for word in words if kept and _mark(ws, word) in kept)


def _remember(ws: Workspace, words: Sequence[str]) -> None:
    kept = (projects.setting(ws, FORGOTTEN) or "").split()
    projects.keep_setting(ws, FORGOTTEN, " ".join(dict.fromkeys([*kept, *(_mark(ws, word) for word in words)])))


def _mark(ws: Workspace, word: str) -> str:
    secret = projects.secret(ws, "laptop_signing_key") or b""
    return hashlib.blake2b(word.encode(), key=hashlib.sha256(secret).digest(), digest_size=_MARK_BYTES, person=b"forgotten").hexdigest()


def erasures(ws: Workspace) -> tuple[Erasure, ...]:
    """Return all erasures in the order in which they began."""
    rows = ws.rows("select person, at, user, keys_gone_at, copies_gone_at from erasure order by n")
    return tuple(
        Erasure(person=PersonId(person), at=moment(at), by=user, keys_gone_at=moment_or_none(keys), copies_gone_at=moment_or_none(copies))
        for person, at, user, keys, copies in rows
    )


def keys_to_destroy(ws: Workspace) -> tuple[PersonId, ...]:
    """Return those whose rows are gone and whose keys may still be there: after a crash, or a full disk."""
    return tuple(PersonId(person) for (person,) in ws.rows("select person from erasure where keys_gone_at is null order by n"))


def keys_gone(ws: Workspace, at: datetime) -> None:
    """Note that the keys of everybody who was erased are destroyed."""
    _note(ws, "keys_gone_at", at)


def copies_gone(ws: Workspace, at: datetime) -> None:
    """Note that the copy of the keys in the backup folder holds nobody any more who was erased."""
    _note(ws, "copies_gone_at", at)


def _note(ws: Workspace, column: str, at: datetime) -> None:
    waiting = ws.rows(f"select n from erasure where {column} is null order by n")
    with ws.writing(Action.ERASED, None, at) as writing:
        for (number,) in waiting:
            writing.change("erasure", int(number), {column: stamp(at)})


def _tell_the_centre(ws: Workspace, writing: Writing, code: str, at: datetime) -> None:
    if ws.row("select 1 from tombstone where code = ? and scope = ?", [code, SCOPE]) is None:
        writing.insert("tombstone", {"code": code, "scope": SCOPE, "period": f"{at:%Y-%m}", "at": stamp(ws.now())})


def _scrub_releases(ws: Workspace, writing: Writing, person: PersonId, code: str) -> None:
    """Take the person out of what was kept of earlier releases: tables with their code as a key."""
    rows = ws.rows(
        "select m.n, m.release, m.name, m.bytes from release_member m join release_person p on p.release = m.release where p.person = ? order by m.n",
        [person],
    )
    for number, release, name, content in rows:
        table = _table(content)
        if code in table:
            left = {key: value for key, value in table.items() if key != code}
            writing.erase("release_member", [int(number)])
            writing.insert("release_member", {"release": release, "name": name, "bytes": json.dumps(left, sort_keys=True).encode()})


def _table(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
