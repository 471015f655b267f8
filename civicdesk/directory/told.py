"""What is held about somebody's connections, in words, for the paper that answers an access request. Of a pair only their own side."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from civicdesk.directory import topics
from civicdesk.i18n import say
from civicdesk.records.papers import Line, Section

Rows = Mapping[str, Sequence[Mapping[str, object]]]


def connections(rows: Rows, names: Mapping[str, str]) -> Section:
    """Return the listing, the introductions of which the person knows, and the places they were told about.

    Args:
        rows: every row about the person by table, sealed words opened.
        names: entry of the directory -> its name.
    """
    lines = [
        *(_listing(row) for row in rows.get("person_listing", ()) if not row.get("withdrawn_at")),
        *(Line(label=say("connecting.held.avoid"), value=say("connecting.held.avoid_what")) for _ in rows.get("avoid", ())),
        *(_introduction(row) for row in rows.get("introduction_side", ())),
        *(line for row in rows.get("connection", ()) for line in _place(row, rows, names)),
    ]
    return Section(heading=say("connecting.held.title"), lines=tuple(lines))


def _listing(row: Mapping[str, object]) -> Line:
    told = json.loads(str(row["words"]))
    parts = [say(f"connecting.held.{name}", topics=_labels(told[name])) for name in ("offers", "wants") if told[name]]
    parts += [say(f"connecting.held.{name}", **{name: told[name]}) for name in ("alias", "zone", "route") if told[name]]
    return Line(label=say("connecting.held.listing", day=_day(str(row["expires_on"]))), value=" ".join(parts))


def _introduction(row: Mapping[str, object]) -> Line:
    shared = row.get("topics")
    return Line(label=_day(str(row["at"])), value=say("connecting.held.introduction", topics=_labels(shared)))


def _place(row: Mapping[str, object], rows: Rows, names: Mapping[str, str]) -> list[Line]:
    label = say("connecting.held.place", name=names.get(str(row["entry"]), ""))
    steps = [each for each in rows.get("connection_step", ()) if each["connection"] == row["n"]]
    return [Line(label=label, value=_said(each)) for each in steps]


def _said(step: Mapping[str, object]) -> str:
    state, how = say(f"connecting.state.{step['state']}"), str(step.get("how") or "")
    told = say("connecting.page.state_how", state=state, how=say(f"connecting.how.{how}")) if how else state
    return say("connecting.page.state_day", state=told, day=_day(str(step["day"])))


def _labels(chosen: object) -> str:
    return ", ".join(topics.label(str(topic)) for topic in chosen) if isinstance(chosen, list) else ""


def _day(told: str) -> str:
    when: date = datetime.fromisoformat(told).date()
    return say("widget.date.words", day=when.day, month=say(f"widget.month.m{when.month}"), year=when.year)
