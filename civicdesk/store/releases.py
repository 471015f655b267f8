"""Releases: what was prepared, approved, sealed and sent, and under which codes people appear there."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from civicdesk.errors import Refused
from civicdesk.records.ids import PersonId, ReleaseId, UserId
from civicdesk.records.releases import Check, CheckResult, IntruderForm, Release, ReleasedCell, ReleaseState, RiskReport
from civicdesk.store import people
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, moment, moment_or_none, number_of, stamp, stamp_or_none
from civicdesk.store.workspace import Workspace

_COLUMNS = (
    "id, batch_id, state, snapshot_hash, preparer, approver, people, responses, report, report_hash, prepared_at, sealed_at, file_name, "
    "outer_sha256"
)
_OUT = (ReleaseState.SEALED, ReleaseState.SENT, ReleaseState.RECEIVED, ReleaseState.REFUSED)
"""Somebody may have the file: one part may be taken in where another was turned away, and a centre may change its word."""


def person_code(ws: Workspace, person: PersonId, make: Callable[[], str]) -> str:
    """Return the code under which a person appears in every release of this laptop; the first time one is made.

    Args:
        ws: the open workspace.
        person: whose code.
        make: gives a random code; asked again while it gives one that somebody else has.
    """
    known = ws.row("select code from person_code where person = ?", [person])
    if known is not None:
        return str(known[0])
    code = make()
    while ws.row("select 1 from person_code where code = ?", [code]) is not None:
        code = make()
    with ws.writing(Action.CODE_GIVEN) as writing:
        writing.insert("person_code", {"person": person, "code": code})
    return code


def keep_release(ws: Workspace, release: Release, members: Mapping[str, bytes], *, people: Sequence[PersonId] = ()) -> None:
    """Keep a prepared release with the files of its bundle and the people in it."""
    with ws.writing(Action.RELEASE_KEPT, release.preparer) as writing:
        writing.insert("release", _facts(release))
        for name, content in members.items():
            writing.insert("release_member", {"release": release.id, "name": name, "bytes": content})
        for person in people:
            writing.insert("release_person", {"release": release.id, "person": person})


def release(ws: Workspace, ident: ReleaseId) -> Release:
    """Return one release.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    row = ws.row(f"select {_COLUMNS} from release where id = ?", [ident])
    if row is None:
        raise Refused("STORE-UNKNOWN", what="release")
    return _release(row)


def releases(ws: Workspace) -> tuple[Release, ...]:
    """Return all releases in the order in which they were prepared."""
    return tuple(map(_release, ws.rows(f"select {_COLUMNS} from release order by n")))


def members(ws: Workspace, ident: ReleaseId) -> dict[str, bytes]:
    """Return the files of a release by name, in the order in which they were kept."""
    return {
        name: bytes(content) for name, content in ws.rows("select name, bytes from release_member where release = ? order by n", [ident])
    }


def approve(ws: Workspace, ident: ReleaseId, approver: UserId, form: IntruderForm | None, at: datetime) -> None:
    """Keep that a release was approved, by whom, and what the approver wrote about an intruder's chances.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number = number_of(ws, "release", ident)
    told = None if form is None else json_text({**asdict(form), "tried_on": form.tried_on.isoformat()})
    with ws.writing(Action.RELEASE_APPROVED, approver) as writing:
        facts = {"state": ReleaseState.APPROVED.value, "approver": approver, "approved_at": stamp(at), "intruder_form": told}
        writing.change("release", number, facts)


def keep_report(ws: Workspace, ident: ReleaseId, report: RiskReport, report_hash: str, *, by: UserId) -> None:
    """Keep the report as a second person read it, with their form and their reasons, and its hash: what the audit chain holds is this.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number = number_of(ws, "release", ident)
    with ws.writing(Action.RELEASE_MARKED, by) as writing:
        writing.change("release", number, {"report": json_text(_report_facts(report)), "report_hash": report_hash})


def history(ws: Workspace, ident: ReleaseId) -> tuple[tuple[str, int], ...]:
    """Return which links of the audit chain hold what became of a release: what was done, and the number of the link."""
    number = number_of(ws, "release", ident)
    named = re.compile(rf"(?:^| )release:{number}(?: |$)")
    links = ws.rows("select seq, action, object from audit where action like 'release-%' order by seq")
    return tuple((action, seq) for seq, action, written in links if named.search(written))


def intruder_form(ws: Workspace, ident: ReleaseId) -> IntruderForm | None:
    """Return what the approver wrote about an intruder's chances; None if nothing was written."""
    row = ws.row("select intruder_form from release where id = ?", [ident])
    if row is None or row[0] is None:
        return None
    told = json_value(row[0])
    scenarios = tuple((scenario, outcome) for scenario, outcome in told["scenarios"])
    return IntruderForm(**{**told, "scenarios": scenarios, "tried_on": date.fromisoformat(told["tried_on"])})


def seal(ws: Workspace, ident: ReleaseId, file_name: str, outer_sha256: str, at: datetime) -> None:
    """Keep that a release was sealed into a file.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number = number_of(ws, "release", ident)
    with ws.writing(Action.RELEASE_SEALED) as writing:
        facts = {"state": ReleaseState.SEALED.value, "file_name": file_name, "outer_sha256": outer_sha256, "sealed_at": stamp(at)}
        writing.change("release", number, facts)


def keep_member(ws: Workspace, ident: ReleaseId, name: str, content: bytes, *, by: UserId | None = None) -> None:
    """Keep one more file of a release: the sealed bundle, so that it can be saved again."""
    with ws.writing(Action.RELEASE_SEALED, by) as writing:
        writing.insert("release_member", {"release": ident, "name": name, "bytes": content})


def keep_receipt(ws: Workspace, ident: ReleaseId, name: str, content: bytes, *, by: UserId | None = None) -> None:
    """Keep what the centre said about a release; a later word of it takes the place of an earlier one."""
    with ws.writing(Action.RELEASE_MARKED, by) as writing:
        known = ws.row("select n from release_member where release = ? and name = ?", [ident, name])
        if known is None:
            writing.insert("release_member", {"release": ident, "name": name, "bytes": content})
        else:
            writing.change("release_member", int(known[0]), {"bytes": content})


def mark(ws: Workspace, ident: ReleaseId, state: ReleaseState, *, by: UserId | None = None) -> None:
    """Keep where a release stands: sent, received, turned away, or expired.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number = number_of(ws, "release", ident)
    with ws.writing(Action.RELEASE_MARKED, by) as writing:
        writing.change("release", number, {"state": state.value})


def released_people(ws: Workspace) -> frozenset[PersonId]:
    """Return everybody who is in a release that was sealed, whatever became of it."""
    places = ", ".join(["?"] * len(_OUT))
    rows = ws.rows(
        f"select distinct m.person from release_person m join release r on r.id = m.release where r.state in ({places})",
        [state.value for state in _OUT],
    )
    return frozenset(PersonId(person) for (person,) in rows)


def perhaps_released(ws: Workspace) -> frozenset[PersonId]:
    """Return everybody whom a centre may know. After a backup was put back nobody can say what was sent since: that is everybody."""
    return people.ids(ws) if ws.was_restored else released_people(ws)


def keep_tombstone(ws: Workspace, code: str, scope: str, period: str, *, by: UserId | None = None) -> None:
    """Keep that what was released under a code is to be forgotten: `scope` says what, `period` since when, as a month."""
    with ws.writing(Action.TOMBSTONE_KEPT, by) as writing:
        writing.insert("tombstone", {"code": code, "scope": scope, "period": period, "at": stamp(ws.now())})


def tombstones(ws: Workspace) -> tuple[tuple[int, str, str, str], ...]:
    """Return all withdrawals, as (sequence, code, scope, period); see `outstanding`."""
    rows = ws.rows("select n, code, scope, period from tombstone order by n")
    return tuple((number, code, scope, period) for number, code, scope, period in rows)


def outstanding(ws: Workspace) -> tuple[tuple[int, str, str, str], ...]:
    """Return the withdrawals of which no receipt says yet that the centre has heard of them: each bundle carries them again."""
    heard = {number for (number,) in ws.rows("select tombstone from acknowledged")}
    return tuple(told for told in tombstones(ws) if told[0] not in heard)


def acknowledge(ws: Workspace, numbers: Iterable[int], batch: str, *, by: UserId | None = None) -> None:
    """Keep that the centre has heard of some withdrawals; those that it heard of before, and unknown ones, change nothing."""
    waiting = {number for number, *_ in outstanding(ws)}
    heard = sorted(waiting.intersection(numbers))
    if heard:
        with ws.writing(Action.TOMBSTONE_HEARD, by) as writing:
            for number in heard:
                writing.insert("acknowledged", {"tombstone": number, "batch": batch})


def _facts(release: Release) -> dict[str, object]:
    return {
        "id": release.id,
        "batch_id": release.batch_id,
        "state": release.state.value,
        "snapshot_hash": release.snapshot_hash,
        "preparer": release.preparer,
        "approver": release.approver,
        "people": release.people,
        "responses": release.responses,
        "report": json_text(_report_facts(release.report)),
        "report_hash": release.report_hash,
        "prepared_at": stamp(release.prepared_at),
        "sealed_at": stamp_or_none(release.sealed_at),
        "file_name": release.file_name,
        "outer_sha256": release.outer_sha256,
    }


def _release(row: tuple[Any, ...]) -> Release:
    ident, batch, state, snapshot, preparer, approver, people, responses, report, report_hash, prepared, sealed, name, outer = row
    return Release(
        id=ReleaseId(ident),
        batch_id=batch,
        state=ReleaseState(state),
        snapshot_hash=snapshot,
        preparer=preparer,
        approver=approver,
        people=people,
        responses=responses,
        report=_report(json_value(report)),
        report_hash=report_hash,
        prepared_at=moment(prepared),
        sealed_at=moment_or_none(sealed),
        file_name=name,
        outer_sha256=outer,
    )


def _report_facts(report: RiskReport) -> dict[str, Any]:
    """Return a report as plain lists and tables. `asdict` cannot copy every kind of mapping, so those are made plain first."""
    facts = {name: getattr(report, name) for name in RiskReport.__slots__}
    facts["settings"] = dict(report.settings)
    facts["tables"] = [asdict(cell) for cell in report.tables]
    facts["checks"] = [
        {**{name: getattr(check, name) for name in Check.__slots__}, "result": check.result.value, "figures": dict(check.figures)}
        for check in report.checks
    ]
    return facts


def _report(facts: dict[str, Any]) -> RiskReport:
    pairs = ("held_back", "loss_by_column", "loss_by_group")
    return RiskReport(
        **{
            **facts,
            **{name: tuple((label, value) for label, value in facts[name]) for name in pairs},
            "changes": tuple(facts["changes"]),
            "tables": tuple(ReleasedCell(**cell) for cell in facts.get("tables", ())),
            "checks": tuple(Check(**{**check, "result": CheckResult(check["result"])}) for check in facts["checks"]),
        }
    )
