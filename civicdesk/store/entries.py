"""The civic directory, and what people chose from it and want to do next."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar

from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId, PersonId, SubmissionId, UserId
from civicdesk.records.sheets import Step
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, number_of, open_text, stamp
from civicdesk.store.driver import Connection
from civicdesk.store.workspace import Workspace

Made = TypeVar("Made")

_FIELDS = (
    "id", "name", "organisation", "description", "when", "address", "district", "phone", "email", "url", "contact_name", "cost", "access",
)  # fmt: skip
_texts = attrgetter(*_FIELDS)
_STORED = ("n", *_FIELDS, "tags", "printable", "assured_date")
_COLUMNS = ", ".join(f'e."{name}"' for name in (*_FIELDS, "tags", "printable", "assured_date"))


def keep_entries(ws: Workspace, entries: Iterable[Entry], *, by: UserId | None = None) -> int:
    """Keep entries of the directory; one that is known is replaced, none is ever removed because it is missing.

    They are read one by one, a second time if the disk was full at first, so a long list is never in memory as a whole.

    Returns:
        How many were kept.
    """
    with ws.writing(Action.ENTRIES_KEPT, by) as writing:
        spans: list[tuple[int, int]] = []
        places = ", ".join(["?"] * len(_STORED))
        names = ", ".join(f'"{name}"' for name in _STORED)
        replaced = ", ".join(f'"{name}" = excluded."{name}"' for name in _STORED[2:])
        sql = f"insert into entry ({names}) values ({places}) on conflict (id) do update set {replaced}"
        first = writing.following("entry")

        def keep_all() -> None:
            spans.clear()
            writing.connection.executemany(sql, _numbered(writing.connection, entries, first, spans))

        writing.perform(keep_all)
        for begin, end in spans:
            writing.touch("entry", begin, end)
    return sum(end - begin + 1 for begin, end in spans)


def _numbered(
    connection: Connection, entries: Iterable[Entry], following: int, spans: list[tuple[int, int]]
) -> Iterator[tuple[object, ...]]:
    """Give each entry with the number of its row, and note the numbers as spans."""
    empty = following == 1
    for entry in entries:
        known = None if empty else connection.execute("select n from entry where id = ?", [entry.id]).fetchone()
        number = following if known is None else int(known[0])
        following += known is None
        if spans and spans[-1][1] + 1 == number:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
        yield number, *_values(entry)


def entries(ws: Workspace) -> tuple[Entry, ...]:
    """Return the whole directory by name."""
    return made_of_entries(ws, tuple)


def made_of_entries(ws: Workspace, make: Callable[[tuple[Entry, ...]], Made]) -> Made:
    """Return what a function makes of the whole directory by name: made once, then kept in memory until the directory is written."""
    made: dict[object, Any] = ws.remembered.setdefault("entry", {})
    if make not in made:
        whole = made.get(tuple) or tuple(map(_entry, ws.rows(f"select {_COLUMNS} from entry e order by e.name, e.n")))
        made[make] = make(whole)
    kept: Made = made[make]
    return kept


def find_entries(ws: Workspace, text: str, tags: Sequence[str] = ()) -> tuple[Entry, ...]:
    """Return entries that have words beginning like each word of a text, and at least one of the tags if any are given.

    Without a text all entries with a tag are returned by name; with one, the best match comes first.
    """
    words = [word.replace('"', "") for word in text.split()]
    query = " ".join(f'"{word}" *' for word in words if word)
    values: list[object] = []
    joined = which = ""
    order = "e.name, e.n"
    if query:
        joined, which, order = " join entry_fts f on f.rowid = e.n", " and entry_fts match ?", "f.rank, e.n"
        values.append(query)
    if tags:
        which += f" and exists (select 1 from json_each(e.tags) t where t.value in ({', '.join(['?'] * len(tags))}))"
        values.extend(tags)
    return tuple(map(_entry, ws.rows(f"select {_COLUMNS} from entry e{joined} where 1{which} order by {order}", values)))


def choose_entries(
    ws: Workspace, person: PersonId, submission: SubmissionId, chosen: Sequence[EntryId], *, by: UserId | None = None
) -> None:
    """Keep which entries a person ticked; the later word counts.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number = number_of(ws, "submission", submission)
    with ws.writing(Action.ENTRIES_CHOSEN, by) as writing:
        facts = {"person": person, "submission": number, "entries": json_text(chosen), "at": stamp(ws.now()), "user": by or ""}
        writing.insert("entry_choice", facts)


def chosen_entries(ws: Workspace, submission: SubmissionId) -> tuple[Entry, ...]:
    """Return the entries that were ticked last, in the order of ticking.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number = number_of(ws, "submission", submission)
    row = ws.row("select entries from entry_choice where submission = ? order by n desc limit 1", [number])
    found = [ws.row(f"select {_COLUMNS} from entry e where e.id = ?", [ident]) for ident in (json_value(row[0]) if row else ())]
    return tuple(_entry(entry) for entry in found if entry is not None)


def keep_steps(ws: Workspace, person: PersonId, submission: SubmissionId, steps: Sequence[Step], *, by: UserId | None = None) -> None:
    """Keep what a person wants to do next, sealed; the later word counts.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number = number_of(ws, "submission", submission)
    with ws.writing(Action.STEPS_KEPT, by) as writing:
        row = writing.following("step_set")
        told = json_text([(step.text, step.who, step.when) for step in steps])
        sealed = ws.vault.seal(person, f"step_set.{row}.steps", told.encode())
        facts = {"person": person, "submission": number, "sealed_steps": sealed, "at": stamp(ws.now()), "user": by or ""}
        writing.insert("step_set", facts, row)


def steps(ws: Workspace, person: PersonId) -> tuple[tuple[SubmissionId, tuple[Step, ...]], ...]:
    """Return the last word on next steps for each of a person's submissions, in the order of the submissions' beginning."""
    rows = ws.rows(
        "select s.id, max(t.n), t.sealed_steps from step_set t join submission s on s.n = t.submission "
        "where t.person = ? group by t.submission order by s.n",
        [person],
    )
    return tuple((SubmissionId(ident), _steps(open_text(ws, person, f"step_set.{row}.steps", sealed))) for ident, row, sealed in rows)


def _steps(told: str) -> tuple[Step, ...]:
    return tuple(Step(text=text, who=who, when=when) for text, who, when in json_value(told))


def _values(entry: Entry) -> tuple[object, ...]:
    """Return what a row holds after its number, in the order of `_STORED`."""
    assured = entry.assured_date.isoformat() if entry.assured_date else None
    return (*_texts(entry), json_text(entry.tags), int(entry.printable), assured)


def _entry(row: tuple[Any, ...]) -> Entry:
    *texts, tags, printable, assured = row
    return Entry(
        **dict(zip(_FIELDS, texts, strict=True)),
        tags=tuple(json_value(tags)),
        printable=bool(printable),
        assured_date=date.fromisoformat(assured) if assured else None,
    )
