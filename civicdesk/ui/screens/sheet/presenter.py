"""Wiring of the sheet screen: scores and words from the store lane, paper from the work lane, printing page by page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import chosen, explain, say
from civicdesk.records.ids import EntryId, SubmissionId
from civicdesk.records.requests import Request
from civicdesk.records.sheets import PageImage, Sheet, SheetMode
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.sheet.facts import Facts, Standing, facts_of, standing_of
from civicdesk.ui.screens.sheet.state import Choices, Part, SheetState
from civicdesk.ui.screens.sheet.view import SheetView
from civicdesk.ui.widgets import paper
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.languages import of_sheets
from civicdesk.ui.widgets.paper_feed import PaperFeed
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import session as sessions
from civicdesk.workflows import sheet, sheet_after, sheets
from civicdesk.workflows.kit import Kit

REST_MS = 250
ENDINGS = {"pdf": "pdf", "text": "txt", "html": "html", "guide": "pdf"}
"""What may be saved -> ending of its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """A sheet, drawn, and its pages for the window."""

    drawn: sheet.Drawn
    pages: tuple[PageImage, ...]


class SheetPresenter(Presenter):
    """From a finished response to a sheet in somebody's hands. Facts of its place: `submission`; `just=finished` after Finish."""

    whole_window = True

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = SheetView()
        super().__init__(self.page, around)
        self._submission = SubmissionId(where.fact("submission"))
        told = say("sheet_page.finished") if where.fact("just") else ""
        self.state = SheetState(printers=paper.printers(), languages=of_sheets(), told=told)
        self._paper: OnPaper | None = None
        self._made: Sheet | None = None
        """What was put into words last: what is drawn of an earlier one comes too late."""
        self._on_way = SheetMode.STANDARD
        """How the sheet is set that the printer has."""
        self._asked: int | None = None
        self._unkept = False
        self._saving = "pdf"
        self.files = FileAsk(self.page)
        self.files.chosen.connect(self._save_to)
        self.feed = PaperFeed(self, around.work)
        self.feed.printed.connect(self._put_on_paper)
        self.feed.failed.connect(self._not_printed)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._compose)
        self._listen()

    def begin(self) -> None:
        """Ask for scores and for what may be chosen."""
        self.page.render_state(self.state)
        self.around.store.submit(partial(facts_of, self._submission), done=self._ready, refused=self._cannot)

    def print_shown(self) -> None:
        """Ctrl+P: the next Enter prints."""
        self.page.to_print()

    def take_focus(self) -> None:
        """Put the focus where reading starts."""
        self.page.take_focus()

    def unsaved(self) -> bool:
        """Tell whether words about what is not right were typed and not written down."""
        return bool(self.page.choices.wrong.words.text())

    def keep_before_lock(self) -> None:
        """Hand over what was chosen in the last moment."""
        self._keep()

    def close(self) -> None:
        """Hand the last choices to the lane before the view goes."""
        self._keep()
        self.feed.stop()
        super().close()

    def _listen(self) -> None:
        page = self.page
        page.went_back.connect(self.went_back)
        page.part_chosen.connect(self._to_part)
        page.chosen.connect(self._choose)
        page.print_wanted.connect(self._print)
        page.save_wanted.connect(self._ask_where)
        page.handed_over.connect(self._hand_over)
        page.destroyed_wanted.connect(self._destroy)
        page.wait_wanted.connect(self._wait)
        page.choices.wrong_said.connect(self._say_wrong)
        page.choices.other_wanted.connect(self._ask_where)

    def _show(self, state: SheetState) -> None:
        self.state = state
        self.page.render_state(state)

    def _ready(self, facts: Facts) -> None:
        self._show(
            replace(
                _standing(self.state, facts.standing),
                ready=True,
                card=facts.card,
                scores=facts.scores,
                areas=facts.areas,
                offers=facts.offers,
                choices=facts.choices,
                locked=facts.locked,
                can_hand_over=facts.in_session,
                drawing=True,
            )
        )
        self.page.take_focus()
        self._compose()

    def _cannot(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, sentence=explain(why), drawing=False, printing=False))

    def _to_part(self, part: str) -> None:
        self._show(replace(self.state, part=Part(part)))

    def _choose(self, choices: Choices) -> None:
        if choices == self.state.choices:
            self.page.render_state(self.state)
            return
        self._unkept = True
        self._show(replace(self.state, choices=choices, drawing=True, told=""))
        self._rest.start()

    def _compose(self) -> None:
        self._keep()
        verb = partial(_compose, self._submission, _wish(self.state.choices))
        self._asked = self.around.store.submit(
            verb, done=self._composed, refused=self._not_drawn, crashed=self._broke, instead_of=self._asked
        )

    def _keep(self) -> None:
        if self._unkept:
            self._unkept = False
            wish = _wish(self.state.choices)
            self.around.store.submit(partial(_keep, self._submission, wish), refused=self._cannot)

    def _composed(self, made: Sheet) -> None:
        self._asked, self._made = None, made
        self._show(replace(self.state, bars=made.bars))
        draw = partial(_draw, made, self.page.preview_dpi())
        self.around.work.run(draw, done=self._drawn, refused=partial(self._cannot_draw, made), crashed=self._broke)

    def _drawn(self, made: OnPaper) -> None:
        if made.drawn.sheet is not self._made or self._asked is not None or self._rest.isActive():
            return
        self._paper = made
        self._show(replace(self.state, pages=made.pages, words=(made.drawn.text,), drawing=False, sentence=""))

    def _cannot_draw(self, made: Sheet, why: CivicDeskError) -> None:
        if made is self._made:
            self._not_drawn(why)

    def _not_drawn(self, why: CivicDeskError) -> None:
        self._asked, self._paper = None, None
        self._show(replace(self.state, pages=(), drawing=False, sentence=explain(why)))

    def _broke(self, _notice: CrashNotice) -> None:
        self._asked = None
        self._show(replace(self.state, drawing=False, printing=False))

    def _print(self, printer: str) -> None:
        if self._paper is not None:
            self._on_way = self._paper.drawn.sheet.mode
            self._show(replace(self.state, printing=True, told="", sentence=""))
            self.feed.feed(self._paper.drawn.pdf, printer or next(iter(self.state.printers), ""))

    def _put_on_paper(self) -> None:
        self._note(self._on_way, sheet.TO_PRINTER, say("sheet_page.printed"))

    def _not_printed(self, why: str) -> None:
        self._show(replace(self.state, printing=False, sentence=why))

    def _ask_where(self, what: str = "pdf") -> None:
        self._saving = what
        if what == "guide":
            self.files.save_file(say("sheets_page.guide_name"), ENDINGS[what])
        elif self._paper is not None:
            name = Path(sheet.file_name(self._paper.drawn.sheet)).with_suffix(f".{ENDINGS[what]}")
            self.files.save_file(str(name), ENDINGS[what])

    def _save_to(self, path: str) -> None:
        if self._saving == "guide":
            self.around.work.run(partial(_save_guide, chosen(), Path(path)), done=self._saved_guide, refused=self._cannot)
        elif self._paper is not None:
            drawn = self._paper.drawn
            document = {"text": drawn.text.encode(), "html": drawn.html.encode()}.get(self._saving, drawn.pdf)
            done = partial(self._saved, drawn.sheet.mode)
            self.around.work.run(partial(sheet.save, document, Path(path)), done=done, refused=self._cannot)

    def _saved(self, mode: SheetMode, _nothing: None) -> None:
        self._note(mode, sheet.TO_FILE, say("sheet_page.saved"))

    def _saved_guide(self, _nothing: None) -> None:
        self._show(replace(self.state, told=say("sheet_page.guide_saved")))

    def _note(self, mode: SheetMode, how: str, told: str) -> None:
        """Log what became of the sheet; the words come when that is done."""
        self._act(partial(_printed, self._submission, (mode, how)), told)

    def _hand_over(self) -> None:
        self._act(partial(_hand_over, self._submission), say("sheet_page.noted"))

    def _destroy(self) -> None:
        self._act(partial(_destroy, self._submission, self.state.choices.mode), say("sheet_page.noted_destroyed"))

    def _wait(self) -> None:
        self._keep()
        waits = not self.state.waits
        told = say("sheet_page.noted_waits" if waits else "sheet_page.noted_waits_no_longer")
        self._act(partial(_wait, self._submission, (self.state.choices.mode, waits)), told)

    def _say_wrong(self, words: str) -> None:
        self.around.store.submit(
            partial(_say_wrong, self._submission, self.state.choices.mode, words), done=self._said_wrong, refused=self._cannot
        )

    def _said_wrong(self, _request: Request) -> None:
        self.page.choices.wrong.clear()
        self._acted(say("sheet_page.wrong.noted"), None)

    def _act(self, verb: Callable[[Kit], object], told: str) -> None:
        """Note something on the store lane, then show where the sheet is, and say so."""
        self.around.store.submit(verb, done=partial(self._acted, told), refused=self._cannot, crashed=self._broke)

    def _acted(self, told: str, _value: object) -> None:
        self.around.store.submit(partial(standing_of, self._submission), done=partial(self._tell, told), refused=self._cannot)

    def _tell(self, told: str, standing: Standing) -> None:
        self._show(replace(_standing(self.state, standing), printing=False, told=told))


def _standing(state: SheetState, standing: Standing) -> SheetState:
    became = standing.became
    return replace(
        state,
        on_paper=became.on_paper,
        handed_over=became.handed_over,
        destroyed=became.destroyed,
        waits=became.waits,
        said_wrong=became.said_wrong,
        log=standing.log,
    )


def _wish(choices: Choices) -> sheet.SheetWish:
    return sheet.SheetWish(
        mode=choices.mode,
        language=choices.language,
        with_name=choices.with_name,
        left_out=choices.left_out,
        second_page=choices.second_page,
        steps=choices.steps,
        entries=tuple(EntryId(which) for which in choices.places),
    )


def _compose(submission: SubmissionId, wish: sheet.SheetWish, kit: Kit) -> Sheet:
    return sheet.compose(kit, submission, wish)


def _keep(submission: SubmissionId, wish: sheet.SheetWish, kit: Kit) -> object:
    return sheet.keep_wish(kit, submission, wish)


def _draw(made: Sheet, dpi: int) -> OnPaper:
    drawn = sheet.draw(made)
    return OnPaper(drawn=drawn, pages=sheet.pages(drawn.pdf, dpi))


def _save_guide(language: str, path: Path) -> None:
    sheet.save(sheets.guide_pdf(language), path)


def _printed(submission: SubmissionId, made: tuple[SheetMode, str], kit: Kit) -> object:
    return sheet.printed(kit, submission, *made)


def _hand_over(submission: SubmissionId, kit: Kit) -> object:
    kept = sheet.scored(kit, submission).submission
    return sessions.handed_over(kit, kept.session, kept.person) if kept.session else None


def _destroy(submission: SubmissionId, mode: SheetMode, kit: Kit) -> object:
    return sheet_after.destroyed(kit, submission, mode)


def _wait(submission: SubmissionId, wanted: tuple[SheetMode, bool], kit: Kit) -> object:
    mode, waits = wanted
    return sheet_after.wait_for_printer(kit, submission, mode) if waits else sheet_after.wait_no_longer(kit, submission, mode)


def _say_wrong(submission: SubmissionId, mode: SheetMode, words: str, kit: Kit) -> object:
    return sheet_after.say_wrong(kit, submission, mode, words)
