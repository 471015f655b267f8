"""Wiring of the sheet screen: scores and words from the store lane, paper from the work lane, printing here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import chosen, explain, say
from civicdesk.records.ids import EntryId, SubmissionId
from civicdesk.records.scores import ItemWorking, Scale, ScaleScore, Status
from civicdesk.records.sheets import PageImage, Sheet, SheetMode
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.sheet.state import Choices, Offer, Part, SheetState
from civicdesk.ui.screens.sheet.view import SheetView
from civicdesk.ui.widgets import paper
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.languages import shipped
from civicdesk.ui.widgets.scores_shown import ScoreShown, WorkingShown
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import directory, people, sheet
from civicdesk.workflows import session as sessions
from civicdesk.workflows.kit import Kit

REST_MS = 250
OFFERED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the screen needs to know of a response before anything is chosen."""

    card: str
    scores: tuple[ScoreShown, ...]
    areas: tuple[tuple[str, str], ...]
    offers: tuple[Offer, ...]
    mode: SheetMode
    in_session: bool
    became: sheet.Became
    first: Sheet


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
        self.state = SheetState(printers=paper.printers(), languages=shipped(), told=told)
        self._paper: OnPaper | None = None
        self._asked: int | None = None
        self._unkept = False
        self.files = FileAsk(self.page)
        self.files.chosen.connect(self._save_to)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._compose)
        self.page.went_back.connect(self.went_back)
        self.page.part_chosen.connect(self._to_part)
        self.page.chosen.connect(self._choose)
        self.page.print_wanted.connect(self._print)
        self.page.save_wanted.connect(self._ask_where)
        self.page.handed_over.connect(self._hand_over)

    def begin(self) -> None:
        """Ask for scores and for what may be chosen."""
        self.page.render_state(self.state)
        self.around.store.submit(partial(_facts, self._submission), done=self._ready, refused=self._cannot)

    def print_shown(self) -> None:
        """Ctrl+P: the next Enter prints."""
        self.page.to_print()

    def take_focus(self) -> None:
        """Put the focus where reading starts."""
        self.page.take_focus()

    def close(self) -> None:
        """Hand the last choices to the lane before the view goes."""
        self._keep()
        super().close()

    def _show(self, state: SheetState) -> None:
        self.state = state
        self.page.render_state(state)

    def _ready(self, facts: Facts) -> None:
        choices = replace(self.state.choices, mode=facts.mode, steps=facts.first.steps)
        self._show(
            replace(
                self.state,
                ready=True,
                card=facts.card,
                scores=facts.scores,
                areas=facts.areas,
                offers=facts.offers,
                choices=choices,
                can_hand_over=facts.in_session,
                on_paper=facts.became.on_paper,
                handed_over=facts.became.handed_over,
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
        before = self.state.choices
        self._unkept = self._unkept or (choices.steps, choices.places) != (before.steps, before.places)
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
        self._asked = None
        self._show(replace(self.state, bars=made.bars))
        self.around.work.run(partial(_draw, made, self.page.preview_dpi()), done=self._drawn, refused=self._not_drawn, crashed=self._broke)

    def _drawn(self, made: OnPaper) -> None:
        if self._asked is not None or self._rest.isActive():
            return
        self._paper = made
        self._show(replace(self.state, pages=made.pages, words=(made.drawn.text,), drawing=False, sentence=""))

    def _not_drawn(self, why: CivicDeskError) -> None:
        self._asked, self._paper = None, None
        self._show(replace(self.state, pages=(), drawing=False, sentence=explain(why)))

    def _broke(self, _notice: CrashNotice) -> None:
        self._asked = None
        self._show(replace(self.state, drawing=False, printing=False))

    def _print(self, printer: str) -> None:
        if self._paper is not None:
            self._show(replace(self.state, printing=True, told="", sentence=""))
            done = partial(self._put_on_paper, printer or next(iter(self.state.printers), ""))
            self.around.work.run(
                partial(sheet.pages, self._paper.drawn.pdf, paper.DPI), done=done, refused=self._cannot, crashed=self._broke
            )

    def _put_on_paper(self, printer: str, pages: tuple[PageImage, ...]) -> None:
        if paper.print_pages(pages, printer):
            self._note("printer", say("sheet_page.printed"))
        else:
            self._show(replace(self.state, printing=False, sentence=say("sheet_page.error.printer")))

    def _ask_where(self) -> None:
        if self._paper is not None:
            self.files.save_file(sheet.file_name(self._paper.drawn.sheet), "pdf")

    def _save_to(self, path: str) -> None:
        if self._paper is not None:
            self.around.work.run(partial(sheet.save, self._paper.drawn.pdf, Path(path)), done=self._saved, refused=self._cannot)

    def _saved(self, _nothing: None) -> None:
        self._note(sheet.TO_FILE, say("sheet_page.saved"))

    def _note(self, how: str, told: str) -> None:
        """Log what became of the sheet; the words come when that is done."""
        verb = partial(_printed, self._submission, (self.state.choices.mode, how))
        self.around.store.submit(verb, done=partial(self._tell, told), refused=self._cannot)

    def _tell(self, told: str, _nothing: None) -> None:
        self._show(replace(self.state, printing=False, told=told, on_paper=True))

    def _hand_over(self) -> None:
        self.around.store.submit(partial(_hand_over, self._submission), done=self._handed, refused=self._cannot)

    def _handed(self, _nothing: None) -> None:
        self._show(replace(self.state, handed_over=True, told=say("sheet_page.noted")))


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


def _facts(submission: SubmissionId, kit: Kit) -> Facts:
    page = sheet.scored(kit, submission)
    who = people.page(kit, page.submission.person).person
    first = sheet.compose(kit, submission, sheet.SheetWish())
    shown = {bar.area for bar in first.bars}
    labels = [(line.scale.name, _label(line.scale.label, line.scale.name)) for line in page.lines]
    nearby = [each for each in directory.for_person(kit, page.submission.person) if each.entry.printable]
    return Facts(
        card=page.card,
        scores=tuple(_score(line, page) for line in page.lines),
        areas=tuple((name, label) for name, label in labels if label in shown),
        offers=tuple(_offer(each) for each in nearby[:OFFERED]),
        mode=SheetMode(who.sheet_format) if who.sheet_format in set(SheetMode) else SheetMode.STANDARD,
        in_session=page.submission.session is not None,
        became=sheet.what_became(kit, submission),
        first=first,
    )


def _compose(submission: SubmissionId, wish: sheet.SheetWish, kit: Kit) -> Sheet:
    return sheet.compose(kit, submission, wish)


def _keep(submission: SubmissionId, wish: sheet.SheetWish, kit: Kit) -> object:
    return sheet.keep_wish(kit, submission, wish)


def _draw(made: Sheet, dpi: int) -> OnPaper:
    drawn = sheet.draw(made)
    return OnPaper(drawn=drawn, pages=sheet.pages(drawn.pdf, dpi))


def _printed(submission: SubmissionId, made: tuple[SheetMode, str], kit: Kit) -> object:
    return sheet.printed(kit, submission, *made)


def _hand_over(submission: SubmissionId, kit: Kit) -> object:
    kept = sheet.scored(kit, submission).submission
    return sessions.handed_over(kit, kept.session, kept.person) if kept.session else None


def _offer(each: directory.Suggestion) -> Offer:
    line = ", ".join(part for part in (each.entry.when, each.entry.address) if part)
    return Offer(id=each.entry.id, name=each.entry.name, line=line, freshness=say(f"sheet_page.freshness.{each.freshness}"))


def _label(words: Mapping[str, str], spare: str) -> str:
    return words.get(chosen()) or words.get("en") or spare


def _score(line: sheet.ScoreLine, page: sheet.ScoresPage) -> ScoreShown:
    score, scale = line.score, line.scale
    return ScoreShown(
        name=scale.name,
        label=_label(scale.label, scale.name),
        value=_value(scale, score),
        status=_status(score),
        change=_change(line),
        arithmetic=score.arithmetic,
        workings=tuple(_working(each, page) for each in score.workings),
    )


def _value(scale: Scale, score: ScaleScore) -> str:
    if score.value is None:
        return say("sheet_page.value.none")
    number = _number(score.value)
    plain = say("sheet_page.value.plain", value=number)
    if scale.high is not None:
        plain = say("sheet_page.value.of", value=number, high=_number(scale.high))
    band = next((_label(each.label, each.name) for each in scale.bands if each.name == score.band), "")
    return say("sheet_page.value.banded", value=plain, band=band) if band else plain


def _status(score: ScaleScore) -> str:
    if score.status is Status.OK and score.n_answered == score.n_items:
        return say("sheet_page.status.ok", count=score.n_items)
    word = "ok_some" if score.status is Status.OK else score.status.value
    return say(f"sheet_page.status.{word}", answered=score.n_answered, items=score.n_items)


def _change(line: sheet.ScoreLine) -> str:
    change = line.change
    if change is None or change.before is None:
        return ""
    before = _number(change.before)
    if change.words not in {"up", "same", "down"}:
        return say("sheet_page.change.plain", before=before)
    return say("sheet_page.change.words", before=before, words=say(f"sheet_page.change.{change.words}"))


def _working(each: ItemWorking, page: sheet.ScoresPage) -> WorkingShown:
    question, answer = page.questions.get(each.item, each.item), page.answers.get(each.item, {}).get(each.answer, each.answer)
    if each.value is None:
        standing = each.standing if each.standing in {"missing", "na"} else "nothing"
        return WorkingShown(question=question, answer=answer, counts=say(f"sheet_page.workings.{standing}"))
    key = "turned" if each.reversed else "number"
    return WorkingShown(question=question, answer=answer, counts=say(f"sheet_page.workings.{key}", value=_number(each.value)))


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
