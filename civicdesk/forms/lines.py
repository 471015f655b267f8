"""One response on its way in from elsewhere: whose it is and of when, and everything that is wrong with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from civicdesk.forms import fitting
from civicdesk.i18n import say
from civicdesk.records.entries import RowError
from civicdesk.records.exchange import Answered
from civicdesk.records.ids import InstrumentId

WAVE_NUMBER: Final = re.compile(r"0*[1-9][0-9]{0,2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One response as it arrived: its version, what it says, and the cells or answers that say whose it is."""

    which: InstrumentId
    answered: Answered
    cells: Mapping[str, str]
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One response with the card, the wave and the day that it is kept under."""

    number: int
    """Row of the table; 0 for a response that is a file of its own."""
    card: str
    wave: int
    collected_on: str
    instrument: InstrumentId
    answered: Answered
    exchanged: bool = False
    """It has an id of its own, and came from another program."""
    file: str = ""

    def place(self, column: str) -> str:
        """Return where a fault is told to be: the column, with its file if the response is one."""
        return placed(self.file, column)


def placed(file: str, column: str) -> str:
    """Return a column or question together with the file that it stands in."""
    return ": ".join(part for part in (file, column) if part)


@dataclass(slots=True, kw_only=True)
class Faults:
    """What is wrong, gathered so that all is told at once."""

    errors: list[RowError] = field(default_factory=list)

    def note(self, row: int, column: str, code: str, **facts: object) -> None:
        """Note a wrong cell; `code` names a sentence of `respond`."""
        self.errors.append(RowError(row=row, column=column, sentence=say(f"respond.{code}", **facts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Makes lines of responses: which columns or questions say whose they are, and of when."""

    card: str
    wave: str
    collected_on: str
    today: str
    """As year-month-day: no response is of a later day."""
    faults: Faults

    @property
    def names(self) -> frozenset[str]:
        """Return the columns that are no questions."""
        return frozenset({self.card, self.wave, self.collected_on})

    def line(self, arrival: Arrival, *, exchanged: bool) -> Line | None:
        """Return whose answers arrived, and of when; None if the round cannot be read.

        Args:
            arrival: the response.
            exchanged: another program exported it, and it has an id of its own.
        """
        cells, answered, file, number = arrival.cells, arrival.answered, arrival.file, arrival.answered.row
        wave = cells.get(self.wave, "") or "1"
        if not WAVE_NUMBER.fullmatch(wave):
            self.faults.note(number, placed(file, self.wave), "wave")
            return None
        collected = cells.get(self.collected_on, "") or fitting.day_of(answered.submitted)
        if collected and not fitting.is_day(collected):
            self.faults.note(number, placed(file, self.collected_on), "date")
        elif collected > self.today:
            self.faults.note(number, placed(file, self.collected_on), "future")
        card = cells.get(self.card, "")
        if not card:
            self.faults.note(number, placed(file, self.card), "no-card")
        return Line(
            number=number,
            card=card,
            wave=int(wave),
            collected_on=collected,
            instrument=arrival.which,
            answered=answered,
            exchanged=exchanged,
            file=file,
        )

    def check_header(self, columns: Iterable[str], asked: Mapping[str, str], ignore: frozenset[str]) -> None:
        """Note a table of paper forms without a column for the card, and each column that is no question.

        Args:
            columns: the header.
            asked: column -> question.
            ignore: columns that are passed over.
        """
        given = tuple(columns)
        if self.card not in given:
            self.faults.note(1, self.card, "no-card-column", name=self.card)
        for column in given:
            if column not in self.names | ignore and column not in asked:
                near = get_close_matches(column, list(asked), n=1)
                self.faults.note(1, column, "unknown-column-near" if near else "unknown-column", near=near[0] if near else "")
