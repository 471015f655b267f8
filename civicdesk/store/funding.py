"""Open calls for money, each beside its entry of the directory."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from civicdesk.records.funding import Applicant, FundingCall
from civicdesk.records.ids import EntryId, UserId
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, number_of
from civicdesk.store.workspace import Workspace

_NAMES = (
    "entry", "funder", "funder_id", "applicants", "least", "most", "purposes", "reasons", "scope", "opens", "closes", "rolling", "pages",
    "link", "checked", "watched",
)  # fmt: skip
_COLUMNS = ", ".join(_NAMES)


def keep_calls(ws: Workspace, found: Iterable[FundingCall], *, by: UserId | None = None) -> int:
    """Keep calls; one that is known is brought up to date. Their entries must be there.

    Returns:
        How many were new or other than before; the others are not written again.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    known = {row[1]: row for row in ws.rows(f"select n, {_COLUMNS} from funding_call")}
    changed = 0
    with ws.writing(Action.ENTRIES_KEPT, by) as writing:
        for call in found:
            values = _values(call)
            row = known.get(call.entry)
            if row is None:
                number_of(ws, "entry", call.entry)
                writing.insert("funding_call", dict(zip(_NAMES, values, strict=True)))
            elif row[1:] != values:
                writing.change("funding_call", int(row[0]), dict(zip(_NAMES, values, strict=True)))
            changed += row is None or row[1:] != values
    return changed


def calls(ws: Workspace) -> Mapping[EntryId, FundingCall]:
    """Return the calls by entry, in the order in which they were added."""
    return {EntryId(row[0]): _call(row) for row in ws.rows(f"select {_COLUMNS} from funding_call order by n")}


def _values(call: FundingCall) -> tuple[object, ...]:
    days = [day.isoformat() if day else None for day in (call.opens, call.closes, call.checked)]
    return (
        *(call.entry, call.funder, call.funder_id, json_text(call.applicants), call.least, call.most),
        *(json_text(call.purposes), json_text(call.reasons), call.scope, days[0], days[1], int(call.rolling), call.pages),
        *(call.link, days[2], int(call.watched)),
    )


def _call(row: tuple[Any, ...]) -> FundingCall:
    told = dict(zip(_NAMES, row, strict=True))
    for name in ("opens", "closes", "checked"):
        told[name] = date.fromisoformat(told[name]) if told[name] else None
    for name in ("purposes", "reasons"):
        told[name] = tuple(json_value(told[name]))
    applicants = tuple(map(Applicant, json_value(told["applicants"])))
    return FundingCall(**told | {"applicants": applicants, "rolling": bool(told["rolling"]), "watched": bool(told["watched"])})
