"""One run over many sheets: each is put into words on the store lane, drawn on the work lane, and noted when it has arrived.

One sheet at a time is in memory, and whoever stops the run stops it between two of them.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from civicdesk.errors import CivicDeskError, Refused
from civicdesk.i18n import chosen, explain
from civicdesk.records.ids import SubmissionId
from civicdesk.records.sheets import Sheet, SheetMode
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.widgets.paper_feed import PaperFeed
from civicdesk.ui.widgets.screen import Surroundings
from civicdesk.ui.widgets.sheets_wanted import Ended, Goal, Wanted, Way
from civicdesk.workflows import sheet, sheets
from civicdesk.workflows.kit import Kit


class SheetRun(QObject):
    """Takes one goal at a time; `ended` follows once."""

    moved = Signal(int)
    """How many sheets are behind it."""
    ended = Signal(object)
    """`Ended`"""

    def __init__(self, parent: QObject, around: Surroundings) -> None:
        super().__init__(parent)
        self._around = around
        self._goal = Goal(way=Way.PRINT, sheets=(), to="")
        self._next = 0
        self._arrived: list[Wanted] = []
        self._files: list[Path] = []
        self._left: list[tuple[str, str]] = []
        self._together: sheets.Together | None = None
        self._running = False
        self._turn = 0
        self._feed = PaperFeed(self, around.work)
        self._feed.printed.connect(self._printed)
        self._feed.failed.connect(self._fail)

    @property
    def running(self) -> bool:
        """Tell whether it has something to do."""
        return self._running

    def begin(self, goal: Goal) -> None:
        """Start over with a goal."""
        self._feed.stop()
        self._goal, self._next, self._running, self._together = goal, 0, True, None
        self._turn += 1
        self._arrived, self._left, self._files = [], [], []
        if goal.way is Way.ONE_FILE:
            self._work(partial(_begin, chosen()), self._open_file)
        else:
            self._go_on()

    def stop(self) -> None:
        """Stop after the sheet that is under way; a file that was begun is not written."""
        if self._running:
            self._end(stopped=True)

    def _work(self, verb: Callable[[], object], done: Callable[..., object]) -> None:
        turn = self._turn
        self._around.work.run(verb, done=partial(done, turn), refused=partial(self._refused, turn), crashed=partial(self._broke, turn))

    def _is_old(self, turn: int) -> bool:
        return turn != self._turn or not self._running

    def _open_file(self, turn: int, together: sheets.Together) -> None:
        if not self._is_old(turn):
            self._together = together
            self._go_on()

    def _go_on(self) -> None:
        self.moved.emit(self._next)
        if self._next < len(self._goal.sheets):
            verb, turn = partial(_compose, SubmissionId(self._current.submission)), self._turn
            self._around.store.submit(
                verb, done=partial(self._composed, turn), refused=partial(self._refused, turn), crashed=partial(self._broke, turn)
            )
        elif self._together is not None:
            self._work(partial(_save_all, self._together, Path(self._goal.to)), partial(self._saved, tuple(self._arrived)))
        else:
            self._end()

    @property
    def _current(self) -> Wanted:
        return self._goal.sheets[self._next]

    def _composed(self, turn: int, made: Sheet) -> None:
        if self._is_old(turn):
            return
        if self._goal.way is Way.PRINT:
            self._work(partial(sheets.draw_pdf, made), self._drawn)
        elif self._goal.way is Way.SEPARATE:
            self._files.append(sheets.not_among(self._files, Path(self._goal.to) / sheet.file_name(made)))
            self._work(partial(_save_one, made, self._files[-1]), partial(self._saved, (self._current,)))
        elif self._together is not None:
            self._work(partial(_add, self._together, made), self._added)

    def _drawn(self, turn: int, document: bytes) -> None:
        if not self._is_old(turn):
            self._feed.feed(document, self._goal.to)

    def _printed(self) -> None:
        self._note(self._turn, (self._current,), sheet.TO_PRINTER)

    def _saved(self, shown: tuple[Wanted, ...], turn: int, _nothing: None) -> None:
        """Note a file even if the run was stopped meanwhile: it is there."""
        self._note(turn, shown, sheet.TO_FILE)

    def _added(self, turn: int, _nothing: None) -> None:
        if not self._is_old(turn):
            self._arrived.append(self._current)
            self._step()

    def _step(self) -> None:
        self._next += 1
        self._go_on()

    def _note(self, turn: int, shown: tuple[Wanted, ...], how: str) -> None:
        """Note what has arrived; the next sheet is begun when that is written."""
        wanted = tuple((SubmissionId(each.submission), SheetMode(each.mode)) for each in shown)
        self._around.store.submit(
            partial(_printed, wanted, how),
            done=partial(self._noted, turn),
            refused=partial(self._not_noted, turn),
            crashed=partial(self._broke, turn),
        )

    def _noted(self, turn: int, _value: object) -> None:
        if self._is_old(turn):
            return
        if self._together is not None:
            self._end()
        else:
            self._arrived.append(self._current)
            self._step()

    def _not_noted(self, turn: int, why: CivicDeskError) -> None:
        """Stop: the sheet is there, and the log does not know of it."""
        if not self._is_old(turn):
            self._fail(explain(why))

    def _refused(self, turn: int, why: CivicDeskError) -> None:
        """Leave out a sheet that cannot be made; when the disk or the store says no, stop."""
        if self._is_old(turn):
            return
        if isinstance(why, Refused) and self._next < len(self._goal.sheets) and why.code != "STORE-LOCKED":
            self._left.append((self._current.card, explain(why)))
            self._step()
        else:
            self._fail(explain(why))

    def _broke(self, turn: int, _notice: CrashNotice) -> None:
        if not self._is_old(turn):
            self._end(stopped=True)

    def _fail(self, why: str) -> None:
        if self._running:
            self._end(problem=why)

    def _end(self, *, problem: str = "", stopped: bool = False) -> None:
        if not self._running:
            return
        self._running = False
        self._feed.stop()
        whole = self._goal.way is not Way.ONE_FILE or not (problem or stopped)
        done = len(self._arrived) if whole else 0
        self._together = None
        self.ended.emit(Ended(done=done, left=tuple(self._left), problem=problem, stopped=stopped))


def _begin(language: str) -> sheets.Together:
    return sheets.Together(language)


def _compose(submission: SubmissionId, kit: Kit) -> Sheet:
    return sheet.compose(kit, submission, sheet.wish_of(kit, submission))


def _add(together: sheets.Together, made: Sheet) -> None:
    together.add(made)


def _save_all(together: sheets.Together, path: Path) -> None:
    whole = together.finish()
    if whole is not None:
        sheet.save(whole, path)


def _save_one(made: Sheet, path: Path) -> None:
    sheet.save(sheets.draw_pdf(made), path)


def _printed(wanted: tuple[tuple[SubmissionId, SheetMode], ...], how: str, kit: Kit) -> object:
    return [sheet.printed(kit, submission, mode, how) for submission, mode in wanted][-1] if wanted else None
