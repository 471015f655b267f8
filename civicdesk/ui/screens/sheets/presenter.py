"""Wiring of many sheets: the list from the store lane, the work one sheet at a time, and what became of each."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import chosen, explain, say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import SessionId, SubmissionId
from civicdesk.records.sheets import SheetMode
from civicdesk.ui.screens.sheets.state import SheetShown, SheetsState, standing_of
from civicdesk.ui.screens.sheets.view import SheetsView
from civicdesk.ui.widgets import paper
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.paper_out import Draw, PaperOut
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.ui.widgets.sheet_run import SheetRun
from civicdesk.ui.widgets.sheets_wanted import Ended, Goal, Way
from civicdesk.workflows import room, sheet, sheet_after, sheets
from civicdesk.workflows.kit import Kit

ALL = "sheets.pdf"


class SheetsPresenter(Presenter):
    """Fact of its place: `session`; without it the sheets that wait for a printer."""

    kinds = frozenset({Kind.SHEETS, Kind.ANSWERS, Kind.SESSIONS, Kind.CONSENT})
    destination = "today"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = SheetsView()
        super().__init__(self.page, around)
        self.state = SheetsState(session=where.fact("session"))
        self._asked: int | None = None
        self._folder = False
        self.run = SheetRun(self, around)
        self.run.moved.connect(self._moved)
        self.run.ended.connect(self._ended)
        self.files = FileAsk(self.page)
        self.files.chosen.connect(self._save_to)
        self.papers = PaperOut(self.page, around.work, sheet.pages)
        self.papers.told.connect(self._told)
        self.papers.failed.connect(self._failed)
        page = self.page
        page.went_back.connect(self.went_back)
        page.opened.connect(self._open)
        page.print_wanted.connect(self._print)
        page.one_file_wanted.connect(self._ask_file)
        page.separate_wanted.connect(self._ask_folder)
        page.wait_wanted.connect(self._wait)
        page.taken_off.connect(self._take_off)
        page.stopped.connect(self.run.stop)
        page.paper_wanted.connect(self._paper)
        page.render_state(self.state)

    def begin(self) -> None:
        """Ask whose sheets there are."""
        verb = partial(_list, self.state.session)
        self._asked = self.around.store.submit(verb, done=self._found, refused=self._explain, instead_of=self._asked)

    def print_shown(self) -> None:
        """Ctrl+P: the next Enter prints."""
        if self.page.print.isEnabled():
            self.page.print.setFocus()

    def keep_before_lock(self) -> None:
        """Stop between two sheets: what has arrived is noted already."""
        self.run.stop()

    def close(self) -> None:
        """Stop what is under way before the view goes."""
        self.run.stop()
        super().close()

    def _show(self, state: SheetsState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, found: SheetsState) -> None:
        now = self.state
        known = replace(now, place=found.place, day=found.day, sheets=found.sheets, loading=False, printers=paper.printers())
        self._show(known)

    def _open(self, submission: str) -> None:
        self.went.emit(place("sheet", submission=submission))

    def _print(self, printer: str) -> None:
        self._start(Goal(way=Way.PRINT, sheets=self.state.to_print, to=printer or next(iter(self.state.printers), "")))

    def _ask_file(self) -> None:
        self._folder = False
        self.files.save_file(f"sheets-{self.state.day}.pdf" if self.state.day else ALL, "pdf")

    def _ask_folder(self) -> None:
        self._folder = True
        self.files.folder()

    def _save_to(self, path: str) -> None:
        self._start(Goal(way=Way.SEPARATE if self._folder else Way.ONE_FILE, sheets=self.state.sheets, to=path))

    def _start(self, goal: Goal) -> None:
        if goal.sheets and not self.run.running:
            self._show(replace(self.state, way=goal.way, done=0, of=len(goal.sheets), told="", problem="", left=()))
            self.run.begin(goal)

    def _moved(self, done: int) -> None:
        self._show(replace(self.state, done=done))

    def _ended(self, ended: Ended) -> None:
        way = self.state.way
        told = ""
        if way is not None and ended.done:
            told = (
                say("sheets_page.told.stopped", count=ended.done)
                if ended.stopped
                else say(f"sheets_page.told.{way.value}", count=ended.done)
            )
        self._show(replace(self.state, way=None, told=told, left=ended.left, problem=ended.problem))
        self.begin()

    def _wait(self) -> None:
        self._mark(partial(_wait, self._wanted(self.state.to_print)), "sheets_page.told.waits")

    def _take_off(self) -> None:
        self._mark(partial(_take_off, self._wanted(self.state.sheets)), "sheets_page.told.taken_off")

    def _wanted(self, shown: tuple[SheetShown, ...]) -> tuple[tuple[SubmissionId, SheetMode], ...]:
        return tuple((SubmissionId(each.submission), SheetMode(each.mode)) for each in shown)

    def _mark(self, verb: Callable[[Kit], Outcome[None]], told: str) -> None:
        self.around.store.submit(verb, done=partial(self._marked, told), refused=self._explain)

    def _marked(self, told: str, _nothing: object) -> None:
        self._told(say(told))
        self.begin()

    def _paper(self, name: str) -> None:
        what, _, how = name.partition("_")
        if what == "guide":
            self._put_out(how, say("sheets_page.guide_name"), partial(sheets.guide_pdf, chosen()))
        else:
            verb = partial(_summary, SessionId(self.state.session))
            self.around.store.submit(verb, done=partial(self._drawn_summary, how), refused=self._explain)

    def _drawn_summary(self, how: str, document: bytes) -> None:
        self._put_out(how, say("sheets_page.summary_name", day=self.state.day), partial(bytes, document))

    def _put_out(self, how: str, name: str, draw: Draw) -> None:
        if how == "print":
            self.papers.print(draw, self.page.printer.value())
        else:
            self.papers.save(draw, name)

    def _told(self, told: str) -> None:
        self._show(replace(self.state, told=told, problem=""))

    def _failed(self, why: str) -> None:
        self._show(replace(self.state, problem=why, told=""))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, loading=False, problem=explain(why)))


def _list(session: str, kit: Kit) -> SheetsState:
    if not session:
        return SheetsState(sheets=tuple(map(_shown, sheets.waiting(kit))))
    where, day = sheets.place_and_day(kit, SessionId(session))
    found = sheets.of_session(kit, SessionId(session))
    return SheetsState(session=session, place=where, day=day.isoformat(), sheets=tuple(map(_shown, found)))


def _shown(each: sheets.Planned) -> SheetShown:
    standing = standing_of(waits=each.waits, handed_over=each.handed_over, destroyed=each.destroyed, on_paper=each.on_paper)
    return SheetShown(
        submission=each.submission, card=each.card, name=each.name, mode=each.mode.value, language=each.language, standing=standing
    )


def _wait(wanted: tuple[tuple[SubmissionId, SheetMode], ...], kit: Kit) -> Outcome[None]:
    for submission, mode in wanted:
        sheet_after.wait_for_printer(kit, submission, mode)
    return Outcome(value=None, changed=frozenset({Kind.SHEETS}))


def _take_off(wanted: tuple[tuple[SubmissionId, SheetMode], ...], kit: Kit) -> Outcome[None]:
    for submission, mode in wanted:
        sheet_after.wait_no_longer(kit, submission, mode)
    return Outcome(value=None, changed=frozenset({Kind.SHEETS}))


def _summary(session: SessionId, kit: Kit) -> bytes:
    return room.summary_pdf(kit, session)
