"""Wiring of the interview. The interview itself lives on the store lane: it is held here, and only verbs touch it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer

from civicdesk.errors import CivicDeskError, Refused
from civicdesk.i18n import explain, say
from civicdesk.records.answers import CaptureMode, Missing, SubmissionState
from civicdesk.records.changes import Outcome
from civicdesk.records.ids import PersonId, QuestionRef, SessionId, SubmissionId
from civicdesk.records.pages import Page, Question
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.interview import state as shown
from civicdesk.ui.screens.interview.state import InterviewState, Step
from civicdesk.ui.screens.interview.view import AGAIN, CHANGE, DECLINE, LATER, LEAVE, RETURN, SURE, YES, InterviewView
from civicdesk.ui.widgets import habits as habit
from civicdesk.ui.widgets.gate import Gate
from civicdesk.ui.widgets.question import AnswerHabits
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import interview, preferences
from civicdesk.workflows.interview import Interview
from civicdesk.workflows.kit import Kit

FEW = 9
"""Lists longer than this never go on by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An interview and the page at which it stands; `fresh` if it has just been begun."""

    talk: Interview
    page: Page
    stands: SubmissionState
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """An answer on its way to the disk."""

    ref: str
    value: str
    missing: Missing | None


class InterviewPresenter(Presenter):
    """From key press to kept answer to next page.

    Facts of its place: `submission` to go on, or `person` (and `session`, `form`, `wave`, `language`, `mode`) to begin; `ref` to change
    one answer and go back to the list.
    """

    whole_window = True

    def __init__(self, where: Place, around: Surroundings) -> None:
        self._habits = habit.current()
        self.page = InterviewView()
        self.page.use(_answer_habits(around.world.now(), number_keys=self._habits.number_keys))
        super().__init__(self.page, around)
        self.gate = Gate(self.page)
        self.state = InterviewState(one_question=self._habits.one_question, one_answer=bool(where.fact("ref")))
        self._where = where
        self._talk: Interview | None = None
        self._under_way: list[InHand] = []
        self._lost: list[InHand] = []
        self._then: str = ""
        self._confirmed: frozenset[tuple[str, str]] = frozenset()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._go_on)
        self.page.answered.connect(self._answer)
        self.page.went_on.connect(self._continue)
        self.page.went_back.connect(self._back)
        self.page.language_chosen.connect(self._speak)
        self.page.turned.connect(self._turn_over)
        self.page.stopped.connect(self._ask_to_stop)
        self.page.decided.connect(self._decide)

    def begin(self) -> None:
        """Open the response, or begin it."""
        self.page.render_state(self.state)
        verb = partial(_open, self._where, one_question=self.state.one_question)
        self.around.store.submit(verb, done=self._opened, refused=self._cannot)

    def help(self) -> bool:
        """Show or hide the neutral script of the question; without one, the program's help may come."""
        if self.state.page is None or not shown.guidance_words(self.state.page):
            return False
        self._show(replace(self.state, guidance=not self.state.guidance))
        return True

    def take_focus(self) -> None:
        """Put the focus where the page begins."""
        self.page.page.take_focus()

    def ready_to_leave(self) -> bool:
        """Stay while an answer is not on the disk; go by ourselves as soon as it is."""
        if self._talk is None or self.state.page is None:
            return True
        self.page.unread()
        if self._lost:
            self._show(replace(self.state, step=Step.NOT_SAVED))
            return False
        if self._under_way:
            self._then = LEAVE
            return False
        return True

    def close(self) -> None:
        """Hand what is typed to the lane before the view goes: the lane keeps it even when nobody looks."""
        if self._talk is not None and self.state.step is Step.ASKING:
            self.page.unread()
        self.gate.open_now()
        super().close()

    def _show(self, state: InterviewState) -> None:
        self.state = state
        self.page.render_state(state)

    def _opened(self, opened: Opened) -> None:
        if opened.fresh:
            self.replaced.emit(place("interview", submission=opened.page.submission))
        elif opened.stands is SubmissionState.FINISHED:
            self.replaced.emit(place("sheet", submission=opened.page.submission))
        elif opened.stands is not SubmissionState.DRAFT:
            self._cannot(Refused("INTERVIEW-FINISHED"))
        else:
            self._talk = opened.talk
            self._show(replace(self.state, step=Step.ASKING, page=opened.page))

    def _cannot(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, step=Step.CANNOT, sentence=explain(why)))

    def _answer(self, ref: str, value: str | None, missing: Missing | None) -> None:
        if self._talk is None:
            return
        given = InHand(ref=ref, value=value or "", missing=missing)
        self._under_way.append(given)
        self.page.saved.saving()
        self.around.store.submit(
            partial(_answer, self._talk, given),
            done=partial(self._kept, given),
            refused=partial(self._not_kept, given),
            crashed=partial(self._broke, given),
        )

    def _kept(self, given: InHand, page: Page) -> None:
        self._settled(given)
        if not self._lost:
            self.page.saved.saved(self.around.world.now().astimezone())
        before = self.state.page
        if before is not None and page.ref == before.ref:
            self._show(replace(self.state, page=page, problems=shown.still(self.state.problems, page)))
        self._after()
        if self._goes_on_by_itself(given):
            self._pause.start(int(self._habits.auto_advance))

    def _not_kept(self, given: InHand, why: CivicDeskError) -> None:
        self._settled(given)
        self.gate.open_now()
        self._then = ""
        if isinstance(why, Refused):
            self._show(replace(self.state, step=Step.ASKING, problems=((given.ref, explain(why)),)))
        else:
            self._lose(given, explain(why))

    def _broke(self, given: InHand, _notice: CrashNotice) -> None:
        self._settled(given)
        self.gate.open_now()
        self._then = ""
        self._lose(given, say("window.crash", file=self.around.crash_file))

    def _lose(self, given: InHand, sentence: str) -> None:
        self._lost.append(given)
        self.page.saved.failed()
        self._show(replace(self.state, step=Step.NOT_SAVED, sentence=sentence))

    def _settled(self, given: InHand) -> None:
        self._under_way.remove(given)

    def _after(self) -> None:
        """Do what waited for the last answer to be kept."""
        if self._under_way or self._lost:
            return
        then, self._then = self._then, ""
        if then == LEAVE:
            self.went_back.emit()
        elif then == RETURN:
            self._go_back()
        elif then:
            self._go_on()

    def _goes_on_by_itself(self, given: InHand) -> bool:
        page = self.state.page
        if self._habits.auto_advance == habit.OFF or page is None or self.state.one_answer or not shown.is_sole(page):
            return False
        question = shown.asked(page)[0].state
        few = question.opts is not None and len(question.opts) <= FEW and not question.multiple and question.t == "select"
        return few and question.ref == given.ref and bool(given.value) and not self._under_way and not self._lost

    def _continue(self) -> None:
        if self.gate.deaf() or self.state.step is not Step.ASKING:
            return
        if self.page.unread():
            return
        if self._under_way:
            self._then = YES
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Check the page as it stands on the disk, and turn it."""
        page = self.state.page
        if page is None or self.state.step is not Step.ASKING:
            return
        problems = shown.problems_of(page)
        unusual = shown.to_confirm(page, self._confirmed)
        if problems:
            self._show(replace(self.state, problems=problems))
        elif unusual is not None:
            asks = (unusual.state.label, shown.confirm_words(unusual.state))
            self._show(replace(self.state, step=Step.CONFIRM, problems=(), confirm=asks))
        elif self.state.one_answer:
            self.went_back.emit()
        elif page.following is None:
            self.replaced.emit(place("check_answers", submission=page.submission))
        else:
            self._turn(
                page.following, self._said(page) if self._pause.interval() == 0 and self._habits.auto_advance == habit.AT_ONCE else ""
            )

    def _said(self, page: Page) -> str:
        asked = shown.asked(page)
        return shown.answer_words(asked[0].state) if len(asked) == 1 else ""

    def _turn(self, ref: QuestionRef, said: str = "") -> None:
        self._ask_for_page(lambda talk: talk.turn_to(ref), said)

    def _ask_for_page(self, verb: Callable[[Interview], object], said: str = "") -> None:
        """Let the lane make another page; keys and clicks are dropped until it is painted."""
        if self._talk is not None:
            self._pause.stop()
            self.gate.shut()
            done = partial(self._turned, said)
            self.around.store.submit(partial(_with, self._talk, verb), done=done, refused=self._stay, crashed=self._stay_open)

    def _turned(self, said: str, page: Page) -> None:
        self.gate.open_when_painted(self.page.show_last())
        self._show(replace(self.state, step=Step.ASKING, page=page, problems=(), confirm=None, last_answer=said, guidance=False))

    def _stay(self, why: CivicDeskError) -> None:
        self.gate.open_now()
        page = self.state.page
        self._show(replace(self.state, problems=((page.ref if page else "", explain(why)),)))

    def _stay_open(self, _notice: CrashNotice) -> None:
        self.gate.open_now()

    def _back(self) -> None:
        if self.gate.is_shut():
            return
        if self.state.step is not Step.ASKING:
            self._decide(_way_back(self.state.step))
            return
        self._pause.stop()
        if self.page.unread():
            return
        if self._under_way:
            self._then = RETURN
        else:
            self._go_back()

    def _go_back(self) -> None:
        page = self.state.page
        if page is None or page.previous is None or self.state.one_answer:
            self.went_back.emit()
        else:
            self._turn(page.previous)

    def _speak(self, language: str) -> None:
        if not self.page.unread():
            self._ask_for_page(lambda talk: talk.speak(language))

    def _turn_over(self) -> None:
        if not self.page.unread():
            one = not self.state.one_question
            self._habits = habit.choose(replace(self._habits, one_question=one))
            self.around.store.submit(partial(_remember, habit.to_words(self._habits)))
            self.state = replace(self.state, one_question=one)
            self._ask_for_page(lambda talk: _sized(talk, one_question=one))

    def _ask_to_stop(self) -> None:
        if not self.page.unread():
            self._show(replace(self.state, step=Step.STOP, sentence=""))

    def _decide(self, way: str) -> None:
        page = self.state.page
        if way == YES and page is not None:
            said = ((question.state.ref, question.state.v) for question in _unusual(page, self._confirmed))
            self._confirmed |= frozenset(said)
            self.state = replace(self.state, step=Step.ASKING, confirm=None)
            self._go_on()
        elif way in {CHANGE, RETURN}:
            self._show(replace(self.state, step=Step.ASKING, confirm=None))
        elif way == AGAIN:
            self._try_again()
        elif way == DECLINE:
            self._show(replace(self.state, step=Step.DECLINE))
        elif way == SURE and self._talk is not None:
            self.around.store.submit(partial(_with, self._talk, Interview.decline), done=self._declined, refused=self._cannot)
        elif way in {LATER, LEAVE} and (way == LEAVE or self.ready_to_leave()):
            self.went_back.emit()

    def _try_again(self) -> None:
        """Hand every answer that is still in hand to the disk once more, in their order."""
        lost, self._lost = self._lost, []
        self.state = replace(self.state, step=Step.ASKING, sentence="")
        for given in lost:
            self._answer(given.ref, given.value or None, given.missing)

    def _declined(self, _nothing: None) -> None:
        self.went_back.emit()


def _unusual(page: Page, confirmed: frozenset[tuple[str, str]]) -> tuple[Question, ...]:
    first = shown.to_confirm(page, confirmed)
    return (first,) if first is not None else ()


def _way_back(step: Step) -> str:
    """Return what Alt+Left means on a page that asks for a decision; an answer in hand is never left behind."""
    return {Step.CONFIRM: CHANGE, Step.STOP: RETURN, Step.DECLINE: RETURN, Step.CANNOT: LEAVE, Step.OPENING: LEAVE}.get(step, "")


def _remember(chosen: Mapping[str, str], kit: Kit) -> Outcome[None]:
    return preferences.keep(kit, chosen)


def _answer_habits(now: datetime, *, number_keys: bool) -> AnswerHabits:
    local = now.astimezone()
    offset = f"{local:%z}"
    return AnswerHabits(today=local.date(), offset=f"{offset[:3]}:{offset[3:5]}", number_keys=number_keys)


def _open(where: Place, kit: Kit, *, one_question: bool) -> Outcome[Opened]:
    """Open a response where it stands; begin one if the place names a person and no response."""
    kept = where.fact("submission")
    if not kept:
        return _begin(where, kit)
    talk = interview.resume(kit, SubmissionId(kept))
    page = talk.one_question(one_question)
    if where.fact("ref"):
        page = talk.page(QuestionRef(where.fact("ref")))
    return Outcome(value=Opened(talk=talk, page=page, stands=talk.submission.state, fresh=False))


def _begin(where: Place, kit: Kit) -> Outcome[Opened]:
    session = SessionId(where.fact("session")) if where.fact("session") else None
    begin = interview.Start(
        person=PersonId(where.fact("person")),
        form_id=where.fact("form") or interview.default_form(kit),
        session=session,
        wave=interview.wave_of(kit, session) if session else int(where.fact("wave") or 1),
        language=where.fact("language"),
        mode=CaptureMode(where.fact("mode") or CaptureMode.INTERVIEWER),
    )
    begun = interview.start(kit, begin)
    return Outcome(value=Opened(talk=begun.value, page=begun.value.page(), stands=SubmissionState.DRAFT, fresh=True), changed=begun.changed)


def _answer(talk: Interview, given: InHand, _kit: Kit) -> Outcome[Page]:
    return talk.answer(QuestionRef(given.ref), given.value, given.missing)


def _with(talk: Interview, verb: Callable[[Interview], object], _kit: Kit) -> object:
    return verb(talk)


def _sized(talk: Interview, *, one_question: bool) -> Page:
    return talk.one_question(one_question)
