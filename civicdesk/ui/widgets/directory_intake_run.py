"""A list on its way into the directory: read on the work lane, looked at and taken in on the store lane, fetched when somebody asks."""

import csv
import io
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from civicdesk import paths
from civicdesk.errors import CivicDeskError, Refused
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Outcome
from civicdesk.records.entries import RowError
from civicdesk.ui.jobs import Course, CrashNotice
from civicdesk.ui.widgets.busy import Busy
from civicdesk.ui.widgets.directory_wishes import ColumnShown, Intake, ListWish
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.screen import Surroundings
from civicdesk.workflows import directory, directory_columns, directory_feed
from civicdesk.workflows.directory import EntriesRefused
from civicdesk.workflows.directory_feed import Arrival, Change, Fetched, NewFeed, Onlooker, Plan
from civicdesk.workflows.kit import Kit

MOST_FILES = 500
ENDINGS = frozenset({".json", ".csv"})
"""Of files in a folder that may belong to a list."""
_SAMPLES, _SAMPLE_ROWS, _SAMPLE_LETTERS = 3, 50, 40
_OURS = frozenset(directory_columns.TARGETS) - {"postcode"} | frozenset(
    ("organization", "schedule", "fees", "accessibility", "taxonomy_terms", "print_ok", "minimum_age", "maximum_age")
)
"""Columns of our own table."""


class DirectoryIntakeRun(QObject):
    """Takes in one list at a time."""

    read = Signal(object)
    """`Intake`: a file was chosen and read."""
    looked = Signal(object)
    """`Intake`: what it would do is known."""
    taken = Signal(str)
    """It is in; what it did, as a sentence."""
    failed = Signal(str, object)
    """Why it did not go on, and what is wrong row by row, as (where, sentence)."""

    def __init__(self, page: Page, around: Surroundings, busy: Busy) -> None:
        super().__init__(page)
        self._around, self._busy = around, busy
        self._intake = Intake(file="")
        self._given: Mapping[str, bytes] = {}
        self._fetched: Fetched | None = None
        self._course = Course()
        self.files = FileAsk(page)
        self.files.chosen.connect(self._read_from)

    @property
    def is_fetched(self) -> bool:
        """Tell whether the list came over the network, and from no file."""
        return self._fetched is not None

    def choose_file(self) -> None:
        """Ask for a file."""
        self.files.open_file(say("directory_page.list.kinds"))

    def choose_folder(self) -> None:
        """Ask for a folder of pages or tables."""
        self.files.folder()

    def look(self, wish: ListWish) -> None:
        """Tell what a list would do."""
        self._intake = _with_wish(self._intake, wish)
        self._store(partial(_preview, self._given, self._feed(wish)), self._has_looked)

    def take(self) -> None:
        """Take in what was looked at."""
        if self._fetched is not None:
            self._store(partial(_take_fetched, self._fetched), self._has_taken)
        else:
            self._store(partial(_take, self._given, self._feed(self._intake.wish)), self._has_taken)

    def take_ours(self) -> None:
        """Take in a table in our own columns, whole or not at all."""
        self._store(partial(_take_ours, next(iter(self._given.values()), b"")), self._has_taken_ours)

    def fetch(self, name: str) -> None:
        """Fetch a list over the network, and tell what it would do."""
        self._intake = Intake(file=name, wish=ListWish(name=name))
        self._store(partial(_plan, name), self._go_and_fetch)

    def stop(self) -> None:
        """Stop fetching; pages that came are held."""
        self._course.stop()

    def _store(self, verb: Callable[[Kit], object], done: Callable[..., None]) -> None:
        self._busy.begin(say("directory_page.list.working"), can_cancel=False)
        self._around.store.submit(verb, done=done, refused=self._explain, crashed=self._broke)

    def _feed(self, wish: ListWish) -> NewFeed:
        columns = {column: field for column, field in wish.columns if field} if self._intake.columns else None
        return NewFeed(name=wish.name, licence=wish.licence, attribution=wish.attribution, whole=not wish.part, columns=columns)

    def _read_from(self, path: str) -> None:
        self._busy.begin(can_cancel=False)
        self._around.work.run(partial(_read, Path(path)), done=self._has_read, refused=self._explain, crashed=self._broke)

    def _has_read(self, found: tuple[Mapping[str, bytes], Intake]) -> None:
        self._busy.end()
        self._given, self._intake = found
        self._fetched = None
        self.read.emit(self._intake)

    def _has_looked(self, arrival: Arrival) -> None:
        self._busy.end()
        self._intake = _with_arrival(self._intake, arrival)
        self.looked.emit(self._intake)

    def _has_taken(self, arrival: Arrival) -> None:
        self._busy.end()
        self.taken.emit(say("directory.said.came", **_figures(arrival), asking=len(arrival.conflicts)))

    def _has_taken_ours(self, count: int) -> None:
        self._busy.end()
        self.taken.emit(say("directory_page.list.taken_ours", count=count))

    def _go_and_fetch(self, plan: Plan) -> None:
        self._course = Course()
        self._busy.end()
        self._busy.follow(self._course, say("directory_page.list.fetching", name=plan.feed.name))
        verb = partial(_fetch, plan, self._course)
        self._around.work.run(verb, done=self._has_fetched, refused=self._explain, crashed=self._broke)

    def _has_fetched(self, fetched: Fetched) -> None:
        self._busy.end()
        self._fetched = fetched
        if fetched.why is None:
            self._store(partial(_preview_fetched, fetched), self._has_looked)
        else:
            self._around.store.submit(partial(_hold, fetched), refused=self._explain)
            self._explain(fetched.why)

    def _explain(self, why: CivicDeskError) -> None:
        self._busy.end()
        rows = [(say("directory_page.list.row", row=one.row, column=one.column), one.sentence) for one in _errors(why)]
        self.failed.emit(explain(why), tuple(rows))

    def _broke(self, _notice: CrashNotice) -> None:
        self._busy.end()


def _errors(why: CivicDeskError) -> tuple[RowError, ...]:
    return why.errors if isinstance(why, EntriesRefused) else ()


def _with_wish(intake: Intake, wish: ListWish) -> Intake:
    return Intake(file=intake.file, wish=wish, columns=intake.columns, targets=intake.targets)


def _with_arrival(intake: Intake, arrival: Arrival) -> Intake:
    summary = say("directory.said.would", **_figures(arrival))
    if arrival.conflicts:
        summary = f"{summary} {say('directory_page.arriving.asking', count=len(arrival.conflicts))}"
    return Intake(
        file=intake.file,
        wish=intake.wish,
        columns=intake.columns,
        targets=intake.targets,
        summary=summary,
        changes=tuple((change.name, _happens(change)) for change in arrival.changes),
        findings=tuple((_where(each.file, each.place, each.name), each.sentence) for each in arrival.findings),
        can_take=bool(arrival.new or arrival.changed or arrival.missing or arrival.same),
    )


def _happens(change: Change) -> str:
    fields = ", ".join(say(f"directory_page.field.{name}") for name in change.fields)
    what = say(f"directory_page.arriving.{change.what}")
    return say("directory_page.arriving.in_fields", what=what, fields=fields) if fields and change.what == "changed" else what


def _where(file: str, place: int, name: str) -> str:
    return say("directory_page.arriving.place", file=file, place=place, name=name or "–")


def _figures(arrival: Arrival) -> dict[str, int]:
    return {name: getattr(arrival, name) for name in ("new", "changed", "same", "missing", "rejected")}


def _read(path: Path) -> tuple[Mapping[str, bytes], Intake]:
    """Return the files of a list by name, and what is known of it before it is looked at.

    Raises:
        Refused: FILE-UNREADABLE, IMPORT-SIZE; IMPORT-CSV: a table that cannot be read.
    """
    try:
        given = _folder(path) if path.is_dir() else {path.name: paths.read_from_outside(path)}
    except OSError as why:
        raise Refused("FILE-UNREADABLE") from why
    wish = ListWish(name=path.stem if path.is_file() else path.name)
    if path.suffix.casefold() != ".csv":
        return given, Intake(file=path.name, wish=wish)
    (data,) = given.values()
    guessed = directory_columns.guess_columns(data)
    if all(column.strip().casefold() in _OURS for column, _ in guessed):
        return given, Intake(file=path.name, ours=True, wish=wish)
    samples = _samples(data)
    columns = tuple(ColumnShown(column=column, field=field, samples=samples.get(column, "")) for column, field in guessed)
    return given, Intake(file=path.name, wish=wish, columns=columns, targets=directory_columns.TARGETS)


def _folder(path: Path) -> Mapping[str, bytes]:
    found = sorted(each for each in path.iterdir() if each.suffix.casefold() in ENDINGS and each.is_file())
    if not found or len(found) > MOST_FILES:
        raise Refused("FILE-UNREADABLE")
    return {each.name: paths.read_from_outside(each) for each in found}


def _samples(data: bytes) -> Mapping[str, str]:
    """Return column -> some of what stands in it. The table was read by the rules already: this only shows it."""
    text = data.decode("utf-8-sig", errors="replace")
    head = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    columns = [column.strip() for column in next(rows, [])]
    found: dict[str, list[str]] = {column: [] for column in columns}
    for row, _ in zip(rows, range(_SAMPLE_ROWS), strict=False):
        for column, cell in zip(columns, row, strict=False):
            told = " ".join(cell.split())[:_SAMPLE_LETTERS]
            if told and told not in found[column] and len(found[column]) < _SAMPLES:
                found[column].append(told)
    return {column: " · ".join(values) for column, values in found.items()}


def _preview(given: Mapping[str, bytes], feed: NewFeed, kit: Kit) -> Arrival:
    return directory_feed.preview(kit, given, feed)


def _take(given: Mapping[str, bytes], feed: NewFeed, kit: Kit) -> Outcome[Arrival]:
    return directory_feed.take_in(kit, given, feed)


def _take_ours(data: bytes, kit: Kit) -> Outcome[int]:
    return directory.import_entries(kit, data)


def _plan(name: str, kit: Kit) -> Plan:
    return directory_feed.plan(kit, name)


def _fetch(plan: Plan, course: Course) -> Fetched:
    return directory_feed.fetch(plan, Onlooker(cancelled=course.is_stopped))


def _hold(fetched: Fetched, kit: Kit) -> None:
    directory_feed.hold(kit, fetched.feed, fetched.pages)


def _preview_fetched(fetched: Fetched, kit: Kit) -> Arrival:
    return directory_feed.preview_fetched(kit, fetched)


def _take_fetched(fetched: Fetched, kit: Kit) -> Outcome[Arrival]:
    return directory_feed.take_fetched(kit, fetched)
