"""The civic directory, and what people chose from it and want to do next."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

from civicdesk.records.entries import NOTHING_KNOWN, Entry, EntryKind, EntryStatus, Facts, is_hiding_place
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
_AFTER = ("tags", "printable", "assured_date", "kind", "status", "facts", "source", "missing_since", "address_public")
_STORED = ("n", *_FIELDS, *_AFTER)
_COLUMNS = ", ".join(f'e."{name}"' for name in (*_FIELDS, *_AFTER))
_DAYS = frozenset({"closes"})
"""Facts that are days."""
_HERE = "e.merged_into is null"
_BEFORE = "entries as they were read"
"""Under what rows and entries are remembered; no table is called so, and they outlive a write."""


def keep_entries(ws: Workspace, entries: Iterable[Entry], *, by: UserId | None = None) -> int:
    """Keep entries of the directory; one that is known is replaced, none is ever removed because it is missing.

    They are read one by one, a second time if the disk was full at first, so a long list is never in memory as a whole.

    Returns:
        How many there are; one that is as it was already is not written again.
    """
    with ws.writing(Action.ENTRIES_KEPT, by) as writing:
        numbered = _Numbered(writing.connection, entries, writing.following("entry"))
        places = ", ".join(["?"] * len(_STORED))
        names = ", ".join(f'"{name}"' for name in _STORED)
        replaced = ", ".join(f'"{name}" = excluded."{name}"' for name in _STORED[2:])
        sql = f"insert into entry ({names}) values ({places}) on conflict (id) do update set {replaced}"
        writing.perform(lambda: writing.connection.executemany(sql, numbered))
        for begin, end in numbered.spans:
            writing.touch("entry", begin, end)
    return numbered.count


class _Numbered:
    """Entries, each with the number of its row; those that are kept already are passed over."""

    def __init__(self, connection: Connection, entries: Iterable[Entry], first: int) -> None:
        self._connection, self._entries, self._first = connection, entries, first
        self.count = 0
        self.spans: list[tuple[int, int]] = []
        """Numbers of the rows that are written, first and last."""

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        """Give what each row holds, from the beginning each time it is asked for."""
        self.count, following = 0, self._first
        self.spans.clear()
        for entry in self._entries:
            self.count += 1
            values, known = _values(entry), self._known(entry)
            if known is not None and known[1:] == values:
                continue
            number = following if known is None else int(known[0])
            following += known is None
            self._note(number)
            yield number, *values

    def _known(self, entry: Entry) -> tuple[Any, ...] | None:
        if self._first == 1:
            return None
        return self._connection.execute(f"select e.n, {_COLUMNS} from entry e where e.id = ?", [entry.id]).fetchone()

    def _note(self, number: int) -> None:
        if self.spans and self.spans[-1][1] + 1 == number:
            self.spans[-1] = (self.spans[-1][0], number)
        else:
            self.spans.append((number, number))


def entries(ws: Workspace) -> tuple[Entry, ...]:
    """Return the whole directory by name."""
    return made_of_entries(ws, tuple)


def entry(ws: Workspace, which: EntryId) -> Entry | None:
    """Return one entry as it stands at this moment, inside a block of writes too; None if it is not there or stands under another one."""
    row = ws.row(f"select {_COLUMNS} from entry e where e.id = ? and {_HERE}", [which])
    return None if row is None else _entry(row)


def every_entry(ws: Workspace) -> tuple[Entry, ...]:
    """Return the whole directory, those that stand under another one too."""
    return tuple(map(_entry, ws.rows(f"select {_COLUMNS} from entry e order by e.name, e.n")))


def made_of_entries(ws: Workspace, make: Callable[[tuple[Entry, ...]], Made]) -> Made:
    """Return what a function makes of the whole directory by name: made once, then kept in memory until the directory is written."""
    made: dict[object, Any] = ws.remembered.setdefault("entry", {})
    if tuple not in made:
        made[tuple] = _whole(ws)
    if make not in made:
        made[make] = make(made[tuple])
    kept: Made = made[make]
    return kept


def _whole(ws: Workspace) -> tuple[Entry, ...]:
    """Read the directory. A row that is as it was gives the entry that it gave before: after a small change most of the work is done."""
    before: Mapping[str, tuple[tuple[Any, ...], Entry]] = ws.remembered.get(_BEFORE, {})
    now = {}
    for row in ws.rows(f"select {_COLUMNS} from entry e where {_HERE} order by e.name, e.n"):
        known = before.get(row[0])
        now[row[0]] = known if known is not None and known[0] == row else (row, _entry(row))
    ws.remembered[_BEFORE] = now
    return tuple(entry for _, entry in now.values())


def beginning_with(ws: Workspace, text: str) -> tuple[EntryId, ...]:
    """Return entries that have words beginning like each word of a text, the best match first; none if the text has no word."""
    words = [word.replace('"', "") for word in text.split()]
    query = " ".join(f'"{word}" *' for word in words if word)
    if not query:
        return ()
    rows = ws.rows(
        f"select e.id from entry_fts f join entry e on e.n = f.rowid where entry_fts match ? and {_HERE} order by f.rank, e.n", [query]
    )
    return tuple(EntryId(ident) for (ident,) in rows)


def agreeing_words(ws: Workspace, words: Sequence[str]) -> Mapping[EntryId, float]:
    """Return how well name and description of each entry agree with words: bm25, larger is better. Words count by their stems.

    Args:
        ws: the open workspace.
        words: single words of letters; anything else in them is passed over.
    """
    query = " OR ".join(f'"{word}"' for word in ("".join(filter(str.isalpha, word)) for word in words) if word)
    if not query:
        return {}
    rows = ws.rows(
        "select e.id, -bm25(entry_fts_words) from entry_fts_words f join entry e on e.n = f.rowid "
        f"where entry_fts_words match ? and {_HERE}",
        [query],
    )
    return dict(rows)


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


def ticked_topics(ws: Workspace) -> frozenset[str]:
    """Return the topics of all entries that somebody ticked last; of nobody in particular."""
    rows = ws.rows("select entries from entry_choice where n in (select max(n) from entry_choice group by submission)")
    chosen = {ident for (text,) in rows for ident in json_value(text)}
    return frozenset(tag for entry in entries(ws) if entry.id in chosen for tag in entry.tags) if chosen else frozenset()


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
    """Return what a row holds after its number, in the order of `_STORED`. What an entry does not say is empty."""
    return (
        *_texts(entry),
        json_text(entry.tags),
        int(entry.printable),
        entry.assured_date.isoformat() if entry.assured_date else None,
        entry.kind.value if entry.kind is not EntryKind.SERVICE else None,
        entry.status.value if entry.status is not EntryStatus.ACTIVE else None,
        _facts_text(entry.facts) if entry.facts != NOTHING_KNOWN else None,
        entry.source or None,
        entry.missing_since.isoformat() if entry.missing_since else None,
        _public(entry),
    )


def _entry(row: tuple[Any, ...]) -> Entry:
    *texts, tags, printable, assured, kind, status, facts, source, missing, public = row
    told, topics = dict(zip(_FIELDS, texts, strict=True)), tuple(json_value(tags))
    hides = public is None and is_hiding_place(told["name"], topics)
    return Entry(
        **told,
        tags=topics,
        printable=bool(printable) and not hides,
        assured_date=date.fromisoformat(assured) if assured else None,
        kind=EntryKind(kind) if kind else EntryKind.SERVICE,
        status=EntryStatus(status) if status else EntryStatus.ACTIVE,
        facts=_facts(facts) if facts else NOTHING_KNOWN,
        source=source or "",
        missing_since=date.fromisoformat(missing) if missing else None,
        address_public=public != 0 and not hides,
    )


def _public(entry: Entry) -> int | None:
    """Return what stands for an address that may be shown: nothing, as in rows from before this was asked.

    Of a place where people hide it is always written. So where nothing stands nobody was asked, and the place is hidden as it is read.
    """
    if not entry.address_public:
        return 0
    return 1 if is_hiding_place(entry.name, entry.tags) else None


def _facts_text(facts: Facts) -> str:
    """Write down what is known, and nothing of what is not."""
    told = {one.name: getattr(facts, one.name) for one in fields(Facts) if getattr(facts, one.name) != getattr(NOTHING_KNOWN, one.name)}
    return json_text({name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()})


@lru_cache(maxsize=4096)
def _facts(text: str) -> Facts:
    """Read facts; entries that know the same share one record."""
    told: dict[str, Any] = json_value(text)
    for name, value in told.items():
        told[name] = tuple(value) if isinstance(value, list) else date.fromisoformat(value) if name in _DAYS else value
    return Facts(**told)
