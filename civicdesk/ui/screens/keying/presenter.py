"""Wiring of the screen for filled paper forms. The form in hand stays on the store lane; the screen holds what is shown of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.answers import Missing
from civicdesk.records.changes import Outcome
from civicdesk.records.ids import QuestionRef, SubmissionId
from civicdesk.records.keying import Begun, Difference, KeyedForm, KeyingPage, PaperInHand, Side, Stage, TypedAnswer
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.keying.state import KeyingState, Step
from civicdesk.ui.screens.keying.view import KeyingView
from civicdesk.ui.widgets.paper_keys import DAY_DIGITS, read
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.ui.widgets.typed import read_date, read_whole
from civicdesk.workflows import keying
from civicdesk.workflows.keying import Keying
from civicdesk.workflows.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """What is here to be typed in, or was begun."""

    forms: tuple[KeyedForm, ...]
    begun: tuple[Begun, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One paper form in hand."""

    work: Keying
    page: KeyingPage
    differences: tuple[Difference, ...] = ()
    comparing: bool = False


class KeyingPresenter(Presenter):
    """From the pile to a kept response, one form after the other."""

    destination = "forms"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = KeyingView()
        super().__init__(self.page, around)
        self._where = where
        self._work: Keying | None = None
        self._tried = TypedAnswer(ref=QuestionRef(""), value="")
        now = around.world.now().astimezone()
        self._today, self._offset = now.date(), f"{now:%z}"[:3] + ":" + f"{now:%z}"[3:5]
        self.state = KeyingState()
        page = self.page
        page.went_back.connect(self._leave)
        page.begun.connect(self._begin)
        page.chosen.connect(self._resume)
        page.answered.connect(self._give)
        page.entered.connect(self._enter)
        page.gave_none.connect(self._give_none)
        page.kept_out.connect(self._keep_out)
        page.stepped_back.connect(self._step_back)
        page.opened.connect(self._open)
        page.again.connect(self._again)
        page.later.connect(self._later)
        page.finished.connect(self._finish)
        page.decided.connect(self._decide)

    def begin(self) -> None:
        """Ask what is here."""
        self.page.render_state(self.state)
        self.around.store.submit(_pile, done=self._listed, refused=self._explain)

    def refresh(self) -> None:
        """Ask again what is here while no form is in hand."""
        if self.state.step is Step.PILE:
            self.begin()

    def make_new(self) -> None:
        """Ctrl+N: begin the form whose first page is typed."""
        if self.state.step is Step.PILE:
            self._begin()

    def _show(self, state: KeyingState) -> None:
        self.state = state
        self.page.render_state(state)

    def _listed(self, pile: Pile) -> None:
        self._show(replace(self._with_fields(), ready=True, forms=pile.forms, begun=pile.begun))

    def _with_fields(self) -> KeyingState:
        """Return the state with what stands in the fields of the first page."""
        code, card, day, wave = (field.text() for field in self.page.pile.fields())
        return replace(self.state, paper=PaperInHand(code=code, card=card, collected_on=day, wave=int(read_whole(wave) or 1)))

    def _begin(self) -> None:
        if self.state.busy:
            return
        state = self._with_fields()
        day = _day(state.paper.collected_on)
        found = read_date(day, self._today) if day else None
        if day and found is None:
            self._show(replace(state, problem=say("keying_page.unread"), told=""))
            return
        paper = replace(state.paper, collected_on=found.isoformat() if found else "")
        self._ask(replace(state, told=""), partial(_begin, paper), self._opened)

    def _resume(self, submission: str) -> None:
        if not self.state.busy:
            self._ask(replace(self._with_fields(), told=""), partial(_resume, SubmissionId(submission)), self._opened)

    def _opened(self, opened: Opened) -> None:
        self._work = opened.work
        state = replace(self.state, busy=False, page=opened.page, differences=opened.differences, choices={})
        if opened.comparing:
            self._show(replace(state, step=Step.COMPARE))
        else:
            self._turned(opened.page)

    def _turned(self, page: KeyingPage) -> None:
        """Show the next question; at the end of the form what comes after it."""
        state = replace(self.state, busy=False, page=page, problem="")
        if page.item is not None:
            self._show(replace(state, step=Step.TYPING))
        elif page.second:
            self._ask(replace(state, step=Step.TYPING), self._on(_typed_twice), self._compared)
        else:
            self._show(replace(state, step=Step.TYPED))

    def _compared(self, differences: tuple[Difference, ...]) -> None:
        self._show(replace(self.state, busy=False, step=Step.COMPARE, differences=differences, choices={}))

    def _give(self, value: str, missing: Missing | None = None, *, holds: bool = False) -> None:
        page = self.state.page
        if page is None or page.item is None or self.state.busy:
            return
        if page.item.more:
            self._ask(self.state, self._on(partial(_another, page.item.ref, bool(value))), self._turned)
        else:
            given = TypedAnswer(ref=page.item.ref, value=value, missing=missing, holds=holds)
            self._tried = given
            self._ask(self.state, self._on(partial(_type_in, given)), self._turned)

    def _enter(self, text: str) -> None:
        """Take what was typed; with a warning on the page the same text again means that the paper says so."""
        page = self.state.page
        if page is None or page.item is None:
            return
        typed = text.strip()
        value = read(page.item, typed, self._today, self._offset) if typed and not page.item.more else ""
        if value is None:
            self._show(replace(self.state, problem=say("keying_page.unread")))
            return
        again = bool(page.warning) and (not typed or value == self._tried.value)
        self._give(self._tried.value if again else value, holds=again)

    def _give_none(self, missing: object) -> None:
        page = self.state.page
        if isinstance(missing, Missing) and page is not None and page.item is not None and not page.item.more:
            self._give("", missing)

    def _keep_out(self) -> None:
        page = self.state.page
        if page is not None and page.passed and not self.state.busy:
            self._ask(self.state, self._on(partial(_keep_out, tuple(line.ref for line in page.passed))), self._noted)

    def _noted(self, page: KeyingPage) -> None:
        self._show(replace(self.state, busy=False, page=replace(page, passed=()), told=say("keying_page.kept_out")))

    def _step_back(self) -> None:
        """Type the question again that was typed last before the one on the page."""
        page = self.state.page
        if page is None or not page.lines:
            return
        refs = [line.ref for line in page.lines]
        at = refs.index(page.item.ref) + 1 if page.item is not None and page.item.ref in refs else 0
        if at < len(refs):
            self._open(refs[at])

    def _open(self, ref: str) -> None:
        if not self.state.busy:
            self._ask(self.state, self._on(partial(_page, QuestionRef(ref))), self._turned)
            self.page.typing.entry.setFocus()

    def _again(self) -> None:
        self._ask(self.state, self._on(_typed_once), self._turned)

    def _later(self) -> None:
        """Put the form back on the pile: at its end it waits for a second typing, before that for the first one to go on."""
        if self.state.step is Step.TYPED:
            self._ask(self.state, self._on(_typed_once), self._laid_back)
        else:
            self._to_pile("")

    def _laid_back(self, page: KeyingPage) -> None:
        self._to_pile(say("keying_page.left", card=page.card))

    def _decide(self, ref: str, side: object) -> None:
        if isinstance(side, Side):
            self._show(replace(self.state, choices={**(self.state.choices or {}), ref: side}))

    def _finish(self) -> None:
        if not self.state.busy and self.state.page is not None:
            self._ask(self.state, self._on(partial(_finish, dict(self.state.choices or {}))), self._finished)

    def _finished(self, _scores: object) -> None:
        self._to_pile(say("keying_page.done", card=self.state.page.card if self.state.page else ""))

    def _to_pile(self, told: str) -> None:
        """Show the pile for the next form: the code and the day often stay the same, the card never does."""
        self._work = None
        paper = replace(self.state.paper, card="")
        self.page.pile.card.put("")
        self._show(KeyingState(ready=True, paper=paper, forms=self.state.forms, told=told))
        self.begin()

    def _leave(self) -> None:
        if self.state.step is Step.PILE:
            self.went_back.emit()
        else:
            self._to_pile("")

    def _on(self, verb: Callable[[Keying], object]) -> partial[object]:
        return partial(_with, self._work, verb)

    def _ask(self, state: KeyingState, verb: Callable[[Kit], object], done: Callable[..., None]) -> None:
        self._show(replace(state, busy=True, problem=""))
        self.around.store.submit(verb, done=done, refused=self._explain, crashed=self._broke)

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, busy=False, ready=True, problem=explain(why)))

    def _broke(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, busy=False))


def _day(text: str) -> str:
    digits = len(text) == DAY_DIGITS and text.isascii() and text.isdigit()
    return f"{text[:2]}.{text[2:4]}.{text[4:]}" if digits else text


def _pile(kit: Kit) -> Pile:
    return Pile(forms=keying.forms_here(kit), begun=keying.begun(kit))


def _begin(paper: PaperInHand, kit: Kit) -> Outcome[Opened]:
    begun = keying.begin(kit, paper)
    return Outcome(value=_stands(begun.value), changed=begun.changed)


def _resume(submission: SubmissionId, kit: Kit) -> Outcome[Opened]:
    return Outcome(value=_stands(keying.resume(kit, submission)))


def _stands(work: Keying) -> Opened:
    comparing = work.stage is Stage.COMPARE
    return Opened(work=work, page=work.page(), differences=work.differences() if comparing else (), comparing=comparing)


def _with(work: Keying | None, verb: Callable[[Keying], object], _kit: Kit) -> object:
    return verb(work) if work is not None else None


def _type_in(given: TypedAnswer, work: Keying) -> Outcome[KeyingPage]:
    return work.type_in(given)


def _another(ref: QuestionRef, wanted: bool, work: Keying) -> Outcome[KeyingPage]:  # noqa: FBT001 - bound by partial
    return work.another(ref, wanted=wanted)


def _keep_out(refs: tuple[QuestionRef, ...], work: Keying) -> Outcome[KeyingPage]:
    return work.keep_out(refs)


def _page(ref: QuestionRef, work: Keying) -> Outcome[KeyingPage]:
    return Outcome(value=work.page(ref))


def _typed_once(work: Keying) -> Outcome[KeyingPage]:
    done = work.typed_once()
    return Outcome(value=work.page(), changed=done.changed)


def _typed_twice(work: Keying) -> Outcome[tuple[Difference, ...]]:
    return Outcome(value=work.typed_twice())


def _finish(choices: Mapping[str, Side], work: Keying) -> object:
    return work.finish(choices)
