"""What came of places and groups that somebody was told about, and what is missing here. No name is in it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from civicdesk.records.connecting import Connection, ConnectionState, ConnectionStep, Referral, UnmetNeed
from civicdesk.records.ids import EntryId, PersonId, UserId
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_value, moment, stamp
from civicdesk.store.workspace import Workspace

Key = tuple[PersonId, EntryId]


def keep_step(ws: Workspace, key: Key, step: ConnectionStep, referral: Referral | None = None) -> None:
    """Keep one word on a connection; the first one begins it. What was ticked on a sheet before is its beginning.

    Args:
        ws: the open workspace.
        key: the person and the entry.
        step: the word.
        referral: how the person came there, if that was said now.
    """
    person, entry = key
    known = ws.row("select n, referral from connection where person = ? and entry = ?", [person, entry])
    with ws.writing(Action.CONNECTION_KEPT, step.by) as writing:
        if known is None:
            facts = {"person": person, "entry": entry, "referral": (referral or Referral.SIGNPOSTED).value}
            number = writing.insert("connection", {**facts, "user": step.by, "at": stamp(ws.now())})
        else:
            number = int(known[0])
            if referral is not None and referral.value != known[1]:
                writing.change("connection", number, {"referral": referral.value})
        told = {"state": step.state.value, "how": step.how, "day": step.day.isoformat(), "user": step.by, "at": stamp(ws.now())}
        writing.insert("connection_step", {"connection": number, **told})


def connections(ws: Workspace, person: PersonId | None = None) -> tuple[Connection, ...]:
    """Return all connections, or those of one person, the oldest first; what was ticked on a sheet is one that was chosen."""
    told: dict[Key, list[ConnectionStep]] = defaultdict(list)
    referrals: dict[Key, Referral] = {}
    for who, entry, step in _ticked(ws):
        told[who, entry].append(step)
    for who, entry, referral, state, how, day, user in ws.rows(
        "select c.person, c.entry, c.referral, s.state, s.how, s.day, s.user from connection c "
        "join connection_step s on s.connection = c.n order by s.n"
    ):
        key = PersonId(who), EntryId(entry)
        referrals[key] = Referral(referral)
        told[key].append(ConnectionStep(state=ConnectionState(state), how=how, day=date.fromisoformat(day), by=UserId(user)))
    return tuple(
        Connection(person=who, entry=entry, referral=referrals.get((who, entry), Referral.SIGNPOSTED), steps=tuple(steps))
        for (who, entry), steps in told.items()
        if person is None or who == person
    )


def _ticked(ws: Workspace) -> list[tuple[PersonId, EntryId, ConnectionStep]]:
    """Return what was ticked last on each sheet, each entry of a person once."""
    rows: list[tuple[Any, ...]] = ws.rows(
        "select person, entries, at, user from entry_choice where n in (select max(n) from entry_choice group by submission) order by n"
    )
    there = {entry for (entry,) in ws.rows("select id from entry")}
    found: dict[Key, ConnectionStep] = {}
    for person, entries, at, user in rows:
        step = ConnectionStep(state=ConnectionState.CHOSEN, day=moment(at).date(), by=UserId(user))
        for entry in json_value(entries):
            if entry in there:
                found.setdefault((PersonId(person), EntryId(entry)), step)
    return [(person, entry, step) for (person, entry), step in found.items()]


def keep_needs(ws: Workspace, needs: Sequence[UnmetNeed], *, by: UserId) -> None:
    """Keep what somebody looked for and did not find; nobody's id stands beside it."""
    with ws.writing(Action.NEED_KEPT, by) as writing:
        for each in needs:
            writing.insert("unmet_need", {"topic": each.topic, "zone": each.zone, "month": each.month})


def needs(ws: Workspace, since: str) -> Mapping[tuple[str, str], int]:
    """Return how often something was looked for and not found since a month, by topic and zone."""
    rows = ws.rows("select topic, zone, count(*) from unmet_need where month >= ? group by topic, zone order by topic, zone", [since])
    return {(topic, zone): int(count) for topic, zone, count in rows}
