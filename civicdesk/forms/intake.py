"""Responses that ODK Central or KoboToolbox exported as tables, read by question path for a form that is here, and put into a run."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final

from civicdesk.errors import Refused
from civicdesk.forms import fitting
from civicdesk.forms.engine import Run
from civicdesk.forms.exchange import KEY, PARENT_KEY, SUBMITTED, VERSION, columns_of, home_of, plain, repeats_of
from civicdesk.forms.form import Form
from civicdesk.forms.model import Slot
from civicdesk.i18n import say
from civicdesk.records.entries import RowError
from civicdesk.records.exchange import Answered
from civicdesk.records.pages import NodeState, Snapshot

Rows = Sequence[tuple[int, Mapping[str, str]]]
"""(line of the file, column -> cell)."""

_CENTRAL: Final = frozenset(
    {SUBMITTED, KEY, PARENT_KEY, VERSION, "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected"}
    | {"Status", "ReviewState", "DeviceID", "Edits"}
)
_KOBO: Final = re.compile(r"_\w+|__\w+__|formhub[/-]uuid|meta[/-](rootUuid|deprecatedID|instanceID)|Unnamed.*", re.IGNORECASE)
_POINT: Final = ("Latitude", "Longitude", "Altitude", "Accuracy")
_INSTANCE: Final = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Taken:
    """What tables say: responses in the order of the main table, and cells that fit no question."""

    responses: tuple[Answered, ...]
    errors: tuple[RowError, ...]


@dataclass(slots=True)
class _Intake:
    form: Form
    errors: list[RowError] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def note_key(self, response: Answered, cells: Mapping[str, str]) -> None:
        """Note a response without an id, and one that has the id of another."""
        keys = {key_of(cells), response.key}
        first = next((self.seen[key] for key in keys if key in self.seen), 0)
        if "" in keys or first:
            column = KEY if KEY in cells else "_uuid"
            sentence = say("forms.intake.same_key" if first else "forms.intake.no_key", first=first)
            self.errors.append(RowError(row=response.row, column=column, sentence=sentence))
        self.seen |= {key: self.seen.get(key, response.row) for key in keys - {""}}

    def columns(self, header: Sequence[str], repeat: Slot | None) -> Mapping[str, tuple[Slot, str]]:
        """Return column -> (question, which part of a place it holds); others are noted unless the exporting program made them."""
        known = self._spellings(repeat)
        found: dict[str, tuple[Slot, str]] = {}
        for column in header:
            name, part = column, ""
            if column not in known and column.rpartition("-")[2] in _POINT:
                name, _, part = column.rpartition("-")
            slot = known.get(name)
            if slot is not None:
                found[column] = (slot, part)
            elif column not in _CENTRAL and not _KOBO.fullmatch(column) and not _is_one_choice(column, known):
                near = get_close_matches(column, list(known), n=1)
                key = "unknown_near" if near else "unknown"
                self.errors.append(RowError(row=1, column=column, sentence=say(f"forms.intake.{key}", near=near[0] if near else "")))
        return found

    def _spellings(self, repeat: Slot | None) -> Mapping[str, Slot]:
        """Return every way in which a question may be written as a column: Central's, Kobo's, and its own name if it is the only one."""
        own = columns_of(self.form, repeat)
        names = [slot.name for slot in own.values()]
        found = {slot.name: slot for slot in own.values() if names.count(slot.name) == 1}
        for column, slot in own.items():
            found[column] = slot
            found[column.replace("-", "/")] = slot
            found[slot.path.removeprefix(f"{self.form.root.path}/")] = slot
        return found

    def cells(self, cells: Mapping[str, str], columns: Mapping[str, tuple[Slot, str]]) -> Iterator[tuple[Slot, str, str]]:
        """Return (question, column, value) of one row; the parts of a place are put together."""
        places: dict[Slot, dict[str, str]] = {}
        for column, (slot, part) in columns.items():
            text = cells.get(column, "").strip()
            if part:
                places.setdefault(slot, {})[part] = text
            elif text:
                yield slot, column, text
        for slot, parts in places.items():
            if parts.get("Latitude") and parts.get("Longitude"):
                yield slot, f"{slot.name}-Latitude", " ".join(parts.get(part) or "0" for part in _POINT)


def take(form: Form, tables: Mapping[str, Rows]) -> Taken:
    """Read the tables of one form.

    Args:
        form: the form that is here.
        tables: name of the file -> its rows; the main table has no `PARENT_KEY` and no `_parent_index`.

    Raises:
        Refused: FORM-INTAKE if none of the tables, or more than one, is the main one.
    """
    intake = _Intake(form)
    main = [name for name, rows in tables.items() if rows and not _is_repeat(rows)]
    if tables and not any(tables.values()):
        return Taken((), ())
    if len(main) != 1:
        raise Refused("FORM-INTAKE", tables=len(main))
    rows = tables[main[0]]
    columns = intake.columns(list(rows[0][1]), None)
    found: dict[str, Answered] = {}
    none = {one.path: 0 for one in repeats_of(intake.form) if one.parent and home_of(one.parent) is None}
    for number, cells in rows:
        told = [(slot.path, column, text) for slot, column, text in intake.cells(cells, columns)]
        values = {path: text for path, _, text in told}
        found[key_of(cells)] = Answered(
            key=_id(cells, values),
            values=values,
            counts=none,
            submitted=cells.get(SUBMITTED) or cells.get("_submission_time", ""),
            version=_version(cells),
            row=number,
            places={path: (number, column) for path, column, _ in told},
        )
        intake.note_key(found[key_of(cells)], cells)
    _take_repeats(intake, {name: rows for name, rows in tables.items() if name != main[0]}, found)
    return Taken(tuple(found.values()), tuple(intake.errors))


def _is_repeat(rows: Rows) -> bool:
    return not {PARENT_KEY, "_parent_index"}.isdisjoint(rows[0][1])


def _is_one_choice(column: str, known: Mapping[str, Slot]) -> bool:
    """Tell whether a column holds one choice of a question with several: the question's own column says the same."""
    return any(column.startswith(f"{name}{mark}") for mark in "/-" for name in known)


def _version(cells: Mapping[str, str]) -> str:
    return cells.get(VERSION) or cells.get("__version__", "")


def key_of(cells: Mapping[str, str]) -> str:
    """Return what joins a row of the first table to the rows of its repeats; empty if it has nothing of the kind."""
    return cells.get(KEY) or cells.get("_index") or cells.get("_id") or cells.get("_uuid", "")


def _id(cells: Mapping[str, str], values: Mapping[str, str]) -> str:
    """Return the id of a response as its form wrote it."""
    written = next((text for path, text in values.items() if path.endswith("/meta/instanceID")), "") or cells.get(KEY, "")
    own = cells.get("_uuid", "")
    return written or (f"uuid:{own}" if own else "")


def _take_repeats(intake: _Intake, tables: Mapping[str, Rows], found: dict[str, Answered]) -> None:
    """Read the tables of repeats, outer ones first; a row belongs to the one that its parent's key names."""
    places = {key: ("", key) for key in found}
    left = dict(tables)
    for repeat in repeats_of(intake.form):
        name = _table_of(repeat, left, intake.form)
        if name is None:
            continue
        rows = left.pop(name)
        columns = intake.columns(list(rows[0][1]), repeat)
        outer = home_of(repeat.parent) if repeat.parent else None
        inner = [one.path for one in repeats_of(intake.form) if one.parent and home_of(one.parent) is repeat]
        for number, cells in rows:
            parent = cells.get(PARENT_KEY) or cells.get("_parent_index", "")
            above, response = places.get(parent if outer is None else f"{outer.path}|{parent}", (None, ""))
            if above is None:
                intake.errors.append(RowError(row=number, column=PARENT_KEY, sentence=say("forms.intake.orphan", table=name)))
                continue
            start = f"{above}{repeat.path.removeprefix(outer.path if outer else '')}"
            whole = found[response]
            count = whole.counts.get(start, 0) + 1
            instance = f"{start}[{count}]"
            told = [
                (f"{instance}{slot.path.removeprefix(repeat.path)}", column, text) for slot, column, text in intake.cells(cells, columns)
            ]
            found[response] = replace(
                whole,
                values={**whole.values, **{ref: text for ref, _, text in told}},
                counts={**whole.counts, start: count, **{f"{instance}{path.removeprefix(repeat.path)}": 0 for path in inner}},
                places={**whole.places, **{ref: (number, f"{name}: {column}") for ref, column, _ in told}},
            )
            places[f"{repeat.path}|{key_of(cells)}"] = (instance, response)
    for name in (name for name, rows in left.items() if rows):
        intake.errors.append(RowError(row=1, column=name, sentence=say("forms.intake.no_repeat", table=name)))


def _table_of(repeat: Slot, tables: Mapping[str, Rows], form: Form) -> str | None:
    """Return the table of a repeat: the one named after it, else the one with most of its columns."""
    path = repeat.path.removeprefix(f"{form.root.path}/").replace("/", "-")
    filled = [name for name, rows in tables.items() if rows]
    for ending in (path, repeat.name):
        named = [name for name in filled if re.search(rf"(^|[-_/]){re.escape(ending)}(\.csv)?$", name)]
        if len(named) == 1:
            return named[0]
    own = set(columns_of(form, repeat))
    return max(
        (name for name in filled if own & set(tables[name][0][1])), key=lambda name: len(own & set(tables[name][0][1])), default=None
    )


def fill(run: Run, response: Answered, *, with_worked_out: bool = True) -> tuple[RowError, ...]:
    """Put a response into a run that has just begun, in the form's order, and tell each value that the form does not take.

    Args:
        run: the form, not answered yet.
        response: what was answered.
        with_worked_out: the table also holds what the form works out itself: that is worked out anew and not told.
    """
    waiting = {ref: text for ref, text in response.values.items() if "/meta/" not in ref}
    before = -1
    while len(waiting) != before:  # a question or a repeat may wake only after a question that stands behind it
        before = len(waiting)
        for repeat, count in response.counts.items():
            _bring(run, repeat, count)
        state = dict(run.state())
        for key in list(state):
            node, ref = state.get(key), plain(key)
            if node is None or not node.rel or ref not in waiting:
                continue
            text = waiting.pop(ref)
            if _is_asked(node):
                changes = run.set(node.ref, text)
                state.update({one.ref: one for one in changes.changed if one.count is None})
    return tuple(_unfit(run, response, frozenset({"", fitting.WORKED_OUT}) if with_worked_out else frozenset({""})))


def _unfit(run: Run, response: Answered, fine: frozenset[str]) -> Iterator[RowError]:
    """Tell what became of each value once all are in."""
    state = {plain(node.ref): node for node in run.state().values() if node.count is None}
    for ref, text in response.values.items():
        why = "" if "/meta/" in ref else fitting.problem(state.get(ref), text)
        if why not in fine:
            row, column = response.places.get(ref, (response.row, _INSTANCE.sub("", ref).partition("/")[2].partition("/")[2]))
            yield RowError(row=row, column=column, sentence=say(f"forms.intake.{why}"))


def _bring(run: Run, repeat: str, count: int) -> None:
    """Bring an open repeat to its number of instances; a counted one follows its own rule."""
    ranges = (node for key, node in run.state().items() if key.endswith("#range") and plain(node.ref) == repeat)
    around = next(ranges, None)
    while around is not None and around.rel and around.t == "repeat-range:uncontrolled" and around.count != count:
        had, ref = around.count or 0, around.ref
        changes = run.add(ref) if had < count else run.remove(ref, had - 1)
        around = next((each for each in changes.changed if each.ref == ref and each.count is not None), None)


def columns_on_paper(state: Mapping[str, NodeState]) -> Mapping[str, str]:
    """Return column -> reference of each question outside repeats; a name that stands twice is given by its whole path."""
    asked = [ref for ref, node in state.items() if node.t in fitting.ASKED - {"upload"} and "[" not in ref]
    names = [ref.rpartition("/")[2] for ref in asked]
    return {name if names.count(name) == 1 else ref: ref for ref, name in zip(asked, names, strict=True)}


def _is_asked(node: NodeState) -> bool:
    return not node.ro and node.t in fitting.ASKED


def as_collected(snapshot: Snapshot, response: Answered, form: Form) -> Snapshot:
    """Return the state of a response with its own id, and with what was noted at its start and end where it was collected: times, device."""
    noted = {slot.path for slot in form.slots.values() if slot.bind is not None and slot.bind.preload}
    values = dict(snapshot.values)
    for ref, value in snapshot.values.items():
        path = _INSTANCE.sub("", plain(ref))
        if path.endswith("/meta/instanceID") and response.key:
            values[ref] = response.key
        elif path in noted:
            values[ref] = response.values.get(plain(ref), value)
    return replace(snapshot, values=values)
