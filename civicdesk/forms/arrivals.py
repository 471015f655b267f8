"""What other programs exported, and what paper says, on its way to lines: in the version that each response names, with its own id."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from civicdesk.errors import Refused
from civicdesk.forms import intake, submitted
from civicdesk.forms.exchange import KEY, PARENT_KEY, VERSION, plain, repeats_of
from civicdesk.forms.form import Form
from civicdesk.forms.lines import Arrival, Line, Lines
from civicdesk.records.exchange import Answered
from civicdesk.records.ids import InstrumentId

EXCHANGED: Final = frozenset({KEY, PARENT_KEY, "_uuid", "_parent_index", "meta/instanceID", "meta-instanceID"})
"""Columns by which ODK Central and KoboToolbox join what they export; a table with one of them is theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """The versions of one form that are here."""

    form_id: str
    current: InstrumentId
    ids: Mapping[str, InstrumentId]
    """Version as the form names it -> its id."""
    read: Callable[[InstrumentId], Form]

    def which(self, version: str) -> InstrumentId | None:
        """Return the version of that name; a program that names none means the current one."""
        return self.ids.get(version) if version else self.current


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Reads for one form; what is wrong is noted where the lines are made."""

    versions: Versions
    lines: Lines

    def on_paper(self, rows: Iterable[tuple[int, Mapping[str, str]]], asked: Mapping[str, str]) -> Iterator[Line]:
        """Read a table of paper forms: a column a question.

        Args:
            rows: as they stand in the table.
            asked: column -> reference of the question.
        """
        for number, cells in rows:
            given = [(column, plain(ref), cells[column]) for column, ref in asked.items() if cells.get(column)]
            values, places = {ref: text for _, ref, text in given}, {ref: (number, column) for column, ref, _ in given}
            answered = Answered(key="", values=values, row=number, places=places)
            line = self.lines.line(Arrival(which=self.versions.current, answered=answered, cells=cells), exchanged=False)
            if line is not None:
                yield line

    def in_tables(self, whole: intake.Rows, repeats: Mapping[str, intake.Rows]) -> list[Arrival]:
        """Read the tables that were exported together: the first, and one for each repeat.

        Raises:
            Refused: RESPOND-TABLES: not one for each repeat; FORM-INTAKE.
        """
        found: dict[int, InstrumentId] = {}
        for number, cells in whole:
            version = cells.get(VERSION, "")
            which = self.versions.which(version)
            if which is None:
                self.lines.faults.note(number, VERSION, "version", version=version)
            else:
                found[number] = which
        return [each for which in dict.fromkeys(found.values()) for each in self._of_version(which, (whole, repeats), found)]

    def _of_version(
        self, which: InstrumentId, tables: tuple[intake.Rows, Mapping[str, intake.Rows]], versions: Mapping[int, InstrumentId]
    ) -> Iterator[Arrival]:
        form, (whole, repeats) = self.versions.read(which), tables
        wanted = len(repeats_of(form))
        if wanted != len(repeats):
            raise Refused("RESPOND-TABLES", wanted=wanted, given=len(repeats))
        taken = intake.take(form, {"": whole, **repeats})
        self.lines.faults.errors += (each for each in taken.errors if each.row > 1 or each.column not in self.lines.names)
        cells = dict(whole)
        for each in taken.responses:
            if versions.get(each.row) == which:
                yield Arrival(which=which, answered=each, cells=cells[each.row])

    def in_files(self, files: Mapping[str, bytes], owners: Mapping[str, Mapping[str, str]]) -> list[Arrival]:
        """Read responses that are files of their own.

        Args:
            files: name -> XML.
            owners: id of a response -> cells that say whose it is and of when; a question of the form may say it too.

        Raises:
            Refused: RESPOND-NONE: there is no file.
        """
        if not files:
            raise Refused("RESPOND-NONE")
        found: dict[str, Arrival] = {}
        for name, data in files.items():
            arrival = self._in_file(name, data, owners)
            if arrival is not None:
                first = found.setdefault(arrival.answered.key, arrival)
                if first is not arrival:
                    self.lines.faults.note(0, name, "same-id", first=first.file)
        return list(found.values())

    def owners(self, columns: Sequence[str], rows: Iterable[tuple[int, Mapping[str, str]]]) -> Mapping[str, Mapping[str, str]]:
        """Return id of a response -> cells that say whose it is; a column that is missing is noted."""
        key, card = next((each for each in columns if each in EXCHANGED), ""), self.lines.card
        for missing in (name for name, there in ((KEY, bool(key)), (card, card in columns)) if not there):
            self.lines.faults.note(1, missing, "no-cards-column", name=missing)
        return {cells.get(key, ""): cells for _, cells in rows}

    def _in_file(self, name: str, data: bytes, owners: Mapping[str, Mapping[str, str]]) -> Arrival | None:
        faults, versions = self.lines.faults, self.versions
        try:
            sent = submitted.read(name, data)
        except Refused as why:
            faults.note(0, name, "too-large" if why.code == "FORM-LIMIT" else "damaged")
            return None
        which = versions.which(sent.version)
        if sent.encrypted:
            faults.note(0, name, "encrypted")
        elif sent.form_id != versions.form_id:
            faults.note(0, name, "other-form" if sent.form_id else "no-form", form=sent.form_id, wanted=versions.form_id)
        elif which is None:
            faults.note(0, name, "version", version=sent.version)
        else:
            answered, errors = submitted.answered(sent, versions.read(which))
            faults.errors += errors
            if answered.key:
                named = {ref.rpartition("/")[2]: text for ref, text in answered.values.items() if "[" not in ref}
                return Arrival(which=which, answered=answered, cells={**named, **owners.get(answered.key, {})}, file=name)
            faults.note(0, name, "no-id")
        return None

    def lined(self, arrivals: Sequence[Arrival]) -> tuple[Line, ...]:
        """Return lines of what arrived; one whose round cannot be read is noted and left out."""
        lines = (self.lines.line(each, exchanged=True) for each in arrivals)
        return tuple(line for line in lines if line is not None)
