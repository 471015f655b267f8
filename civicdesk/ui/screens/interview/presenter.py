"""Wiring of the interview. The interview itself lives on the store lane: it is held here, and only verbs touch it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer

from civicdesk.errors import CivicDeskError, Refused
from civicdesk.i18n import explain, say
from civicdesk.records.answers import Missing, SubmissionState
from civicdesk.records.attachments import GivenFile
from civicdesk.records.ids import QuestionRef
from civicdesk.records.pages import Page, PageSize, Question, Review
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.interview import state as shown
from civicdesk.ui.screens.interview import verbs
from civicdesk.ui.screens.interview.in_hand import Hands, InHand
from civicdesk.ui.screens.interview.state import InterviewState, Step
from civicdesk.ui.screens.interview.verbs import Opened
from civicdesk.ui.screens.interview.view import (
    AGAIN,
    CHANGE,
    DECLINE,
    LATER,
    LEAVE,
    RESCUE,
    RETURN,
    SURE,
    TAKE_OUT,
    YES,
    InterviewView,
    way_back,
)
from civicdesk.ui.widgets import habits as habit
from civicdesk.ui.widgets.file_intake import FileIntake
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.gate import Gate
from civicdesk.ui.widgets.marked import plain
from civicdesk.ui.widgets.question import AnswerHabits
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows.interview import Interview


class InterviewPresenter(Presenter):
    """From key press to kept answer to next page.

    Facts of its place: `submission` to go on, or `person` (and `session`, `form`, `wave`, `language`, `mode`) to begin; `ref` to change
    one answer and go back to the list.
    """

    whole_window = True

    def __init__(self, where: Place, around: Surroundings) -> None:
        self._habits = habit.current()
        self.page = InterviewView()
        self.page.use(AnswerHabits.at(around.world.now(), number_keys=self._habits.number_keys))
        super().__init__(self.page, around)
        self.gate = Gate(self.page)
        self.state = InterviewState(size=self._habits.page_size, one_answer=bool(where.fact("ref")), aim=where.fact("ref"))
        self._where = where
        self._talk: Interview | None = None
        self._hands = Hands()
        self._then: Callable[[], None] | None = None
        self.files = FileAsk(self.page)
        self.files.chosen.connect(self._save_apart)
        self.intake = FileIntake(around.work, self)
        self.intake.ready.connect(self._read)
        self.intake.refused.connect(self._not_kept)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._go_on_once_kept)
        self.page.answered.connect(self._answer)
        self.page.went_on.connect(self._continue)
        self.page.went_back.connect(self._back)
        self.page.language_chosen.connect(self._speak)
        self.page.sized.connect(self._resize)
        self.page.stopped.connect(self._ask_to_stop)
        self.page.decided.connect(self._decide)
        self.page.note_wanted.connect(self._note_wanted)
        self.page.noted.connect(self._note)
        self.page.added.connect(self._add)
        self.page.taken_out.connect(self._ask_to_take_out)
        self.page.page_wanted.connect(self._open_page)
        self.page.find_wanted.connect(self._look_for)

    def begin(self) -> None:
        """Open the response, or begin it."""
        self.page.render_state(self.state)
        verb = partial(verbs.open_response, verbs.Begin(facts=dict(self._where.facts), size=self.state.size))
        self.around.store.submit(verb, done=self._opened, refused=self._cannot)

    def help(self) -> bool:
        """Show or hide the neutral script of the question; without one, the program's help may come."""
        if self.state.page is None or self.state.alone or not shown.guidance_words(self.state.page):
            return False
        self._show(replace(self.state, guidance=not self.state.guidance))
        return True

    def take_focus(self) -> None:
        """Put the focus where the page begins."""
        self.page.page.take_focus()

    def ready_to_leave(self) -> bool:
        """Stay while an answer is not on the disk, and go by ourselves as soon as it is; stay with what cannot be read."""
        if self._talk is None or self.state.page is None:
            return True
        readable = not self.page.unread() or self.state.step is not Step.ASKING
        if self._hands.lost:
            self._show(self.state)
        elif readable and not self._hands.empty():
            self._then = self.went_back.emit
        return readable and self._hands.empty()

    def keep_before_lock(self) -> None:
        """Try an answer that the disk did not take once more, and save it apart if that fails too."""
        super().keep_before_lock()
        if self._talk is not None:
            for given in self._hands.again():
                self.around.store.submit(partial(verbs.keep_somewhere, self._talk, given))

    def close(self) -> None:
        """Hand what is typed to the lane before the view goes: the lane keeps it even when nobody looks."""
        if self._talk is not None and self.state.step is Step.ASKING:
            self.page.unread()
        self.gate.open_now()
        super().close()

    def _show(self, state: InterviewState) -> None:
        """Show a state; while an answer could not be kept, nothing takes the place of the words that say so."""
        step = Step.NOT_SAVED if self._hands.lost else state.step
        self.state = replace(state, step=step, in_hand=self._hands.answers())
        self.page.render_state(self.state)

    def _opened(self, opened: Opened) -> None:
        if opened.fresh:
            self.replaced.emit(place("interview", submission=opened.page.submission))
        elif opened.stands is SubmissionState.FINISHED:
            self.replaced.emit(place("sheet", submission=opened.page.submission))
        elif opened.stands is not SubmissionState.DRAFT:
            self._cannot(Refused("INTERVIEW-FINISHED"))
        else:
            self._talk = opened.talk
            self._show(replace(self.state, step=Step.ASKING, page=opened.page, alone=opened.alone))

    def _cannot(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, step=Step.CANNOT, sentence=explain(why)))

    def _answer(self, ref: str, value: str | GivenFile | None, missing: Missing | None) -> None:
        file = value if isinstance(value, GivenFile) else None
        self._hand_in(InHand(ref=ref, value=value if isinstance(value, str) else "", missing=missing, file=file))

    def _note(self, ref: str, words: str) -> None:
        self._hand_in(InHand(ref=ref, value=words, note=True))

    def _hand_in(self, given: InHand) -> None:
        if self._talk is None:
            return
        self._pause.stop()
        self._hands.take(given)
        self.page.saved.saving()
        node = shown.node_of(self.state.page, given.ref)
        if given.waits and given.file is not None and node is not None:
            self.intake.take(given.file, node, given)
        else:
            self._hand_over(given)

    def _read(self, given: InHand, content: bytes) -> None:
        """Go on with a file that was read, unless the question was answered otherwise since."""
        if self._hands.holds(given):
            self._hand_over(self._hands.read(given, content))

    def _hand_over(self, given: InHand) -> None:
        if self._talk is not None:
            self.around.store.submit(
                partial(verbs.hand_in, self._talk, given),
                done=partial(self._kept, given),
                refused=partial(self._not_kept, given),
                crashed=partial(self._broke, given),
            )

    def _kept(self, given: InHand, page: Page) -> None:
        self._hands.settled(given, kept=True)
        if self._hands.empty():
            self.page.saved.saved(self.around.world.now().astimezone())
        now = replace(self.state, step=Step.ASKING) if self.state.step is Step.NOT_SAVED else self.state
        if now.page is not None and page.ref == now.page.ref:
            now = replace(now, page=page, problems=shown.still(now.problems, page))
        self._show(now)
        pause, answered = self._habits.auto_advance, bool(given.value) and not given.note and self._hands.empty()
        if self._then is not None:
            self._after()
        elif answered and shown.goes_on_by_itself(self.state, given.ref, habit=pause != habit.OFF):
            self._pause.start(int(habit.SHORT_PAUSE if pause == habit.OFF else pause))

    def _not_kept(self, given: InHand, why: CivicDeskError) -> None:
        if not self._hands.holds(given):  # a file that was wanted no more while it was read
            return
        if isinstance(why, Refused):
            self._hands.settled(given, kept=False)
            self._stop_short()
            self._show(replace(self.state, step=Step.ASKING, problems=((given.ref, explain(why)),)))
        else:
            self._lose(given, explain(why))

    def _broke(self, given: InHand, _notice: CrashNotice) -> None:
        self._lose(given, say("window.crash", file=self.around.crash_file))

    def _lose(self, given: InHand, sentence: str) -> None:
        self._hands.lose(given)
        self._stop_short()
        self._show(replace(self.state, sentence=sentence))

    def _stop_short(self) -> None:
        """Stay where we are, and say that not all is saved: what waited for the answer comes to nothing."""
        self.gate.open_now()
        self._then = None
        self.page.saved.failed()

    def _once_kept(self, then: Callable[[], None]) -> None:
        """Do something as soon as all that was typed is on the disk; not at all if something of it cannot be read or kept."""
        self._pause.stop()
        self._then = then
        self._after()

    def _after(self) -> None:
        """Do what waited for the last answer to be kept, with what was typed in the meantime."""
        if self._then is not None and self.page.unread():
            self._then = None
            self._show(self.state)
        if self._then is not None and self._hands.empty():
            then, self._then = self._then, None
            then()

    def _continue(self) -> None:
        if not self.gate.deaf() and self.state.step is Step.ASKING:
            self._go_on_once_kept()

    def _go_on_once_kept(self) -> None:
        self._once_kept(self._go_on)

    def _go_on(self) -> None:
        """Check the page as it stands on the disk, and turn it."""
        page = self.state.page
        if page is None or self.state.step is not Step.ASKING:
            return
        problems = shown.problems_of(page)
        unusual = shown.to_confirm(page)
        if problems:
            self._show(replace(self.state, problems=problems))
        elif unusual is not None:
            asks = (plain(unusual.state.label), shown.confirm_words(unusual.state))
            self._show(replace(self.state, step=Step.CONFIRM, problems=(), confirm=asks))
        elif self.state.one_answer:
            self.went_back.emit()
        elif page.following is None:
            self.replaced.emit(place("check_answers", submission=page.submission))
        else:
            at_once = self._pause.interval() == 0 and self._habits.auto_advance == habit.AT_ONCE
            self._turn(page.following, shown.said(page) if at_once else "")

    def _turn(self, ref: QuestionRef, said: str = "") -> None:
        self._ask_for_page(lambda talk: talk.turn_to(ref), said)

    def _ask_for_page(self, verb: Callable[[Interview], object], said: str = "") -> None:
        """Let the lane make another page; keys and clicks are dropped until it is painted."""
        if self._talk is not None:
            self._pause.stop()
            self.gate.shut()
            done = partial(self._turned, said)
            self.around.store.submit(partial(verbs.ask_for, self._talk, verb), done=done, refused=self._stay, crashed=self._stay_open)

    def _turned(self, said: str, page: Page) -> None:
        self.gate.open_when_painted(self.page.show_last())
        self._show(replace(self.state, step=Step.ASKING, page=page, problems=(), confirm=None, last_answer=said, guidance=False, noting=""))
        self.state = replace(self.state, aim="")

    def _stay(self, why: CivicDeskError) -> None:
        self.gate.open_now()
        page = self.state.page
        self._show(replace(self.state, step=Step.ASKING, confirm=None, problems=((page.ref if page else "", explain(why)),)))

    def _stay_open(self, _notice: CrashNotice) -> None:
        self.gate.open_now()

    def _back(self) -> None:
        if self.gate.is_shut():
            return
        if self.state.step is not Step.ASKING:
            self._decide(way_back(self.state.step))
            return
        self._once_kept(self._go_back)

    def _go_back(self) -> None:
        page = self.state.page
        if page is None or page.previous is None or self.state.one_answer:
            self.went_back.emit()
        else:
            self._turn(page.previous)

    def _speak(self, language: str) -> None:
        ref = self.state.page.ref if self.state.page is not None else None
        self._once_kept(partial(self._ask_for_page, partial(verbs.spoken, language=language, ref=ref)))

    def _resize(self, chosen: str) -> None:
        self._once_kept(partial(self._size, PageSize(chosen)))

    def _size(self, size: PageSize) -> None:
        self._habits = habit.choose(replace(self._habits, page_size=size))
        self.around.store.submit(partial(verbs.remember, habit.to_words(self._habits)))
        self.state = replace(self.state, size=size)
        self._ask_for_page(partial(Interview.sized, size=size))

    def _ask_to_stop(self) -> None:
        if not self.page.unread():
            self._show(replace(self.state, step=Step.STOP, sentence=""))

    def _decide(self, way: str) -> None:
        page = self.state.page
        if way == YES and page is not None:
            self._confirm(shown.to_confirm(page))
        elif way in {CHANGE, RETURN}:
            self._show(replace(self.state, step=Step.ASKING, confirm=None))
        elif way == TAKE_OUT and page is not None and page.repeat is not None:
            self._take_out(page.repeat.ref, self.state.taking)
        elif way == AGAIN:
            self._try_again()
        elif way == RESCUE:
            self._save_apart("")
        elif way == DECLINE:
            self._show(replace(self.state, step=Step.DECLINE))
        elif way == SURE and self._talk is not None:
            self.around.store.submit(partial(verbs.ask_for, self._talk, Interview.decline), done=self._declined, refused=self._cannot)
        elif way in {LATER, LEAVE} and (way == LEAVE or self.ready_to_leave()):
            self.went_back.emit()

    def _confirm(self, unusual: Question | None) -> None:
        """Keep that an unusual answer holds, and go on from there."""
        if unusual is not None and self._talk is not None:
            verb = partial(verbs.ask_for, self._talk, partial(Interview.confirm, ref=QuestionRef(unusual.state.ref)))
            self.around.store.submit(verb, done=self._confirmed, refused=self._stay, crashed=self._stay_open)

    def _confirmed(self, page: Page) -> None:
        self._show(replace(self.state, step=Step.ASKING, page=page, confirm=None))
        self._go_on()

    def _add(self) -> None:
        page = self.state.page
        if page is not None and page.repeat is not None and not self.gate.deaf():
            self._ask_for_page(partial(Interview.add, ref=page.repeat.ref))

    def _ask_to_take_out(self, index: int) -> None:
        self._show(replace(self.state, step=Step.TAKE_OUT, taking=index, sentence=""))

    def _take_out(self, ref: QuestionRef, index: int) -> None:
        self._ask_for_page(partial(Interview.remove, ref=ref, index=index))

    def _look_for(self) -> None:
        """Let a question be looked for, among those that are asked now."""
        if self.state.step is Step.ASKING and not self.state.one_answer:
            self._once_kept(self._ask_for_questions)

    def _ask_for_questions(self) -> None:
        if self._talk is not None:
            verb = partial(verbs.ask_for, self._talk, Interview.review)
            self.around.store.submit(verb, done=self._offer_questions, refused=self._stay, crashed=self._stay_open)

    def _offer_questions(self, review: Review) -> None:
        self._show(replace(self.state, step=Step.FIND, lines=review.lines))

    def _open_page(self, ref: str) -> None:
        self.state = replace(self.state, aim=ref)
        self._turn(QuestionRef(ref))

    def _note_wanted(self, ref: str) -> None:
        self._show(replace(self.state, noting="" if self.state.noting == ref else ref))

    def _try_again(self) -> None:
        """Hand every answer that is still in hand to the disk once more, in their order."""
        for given in self._hands.again():
            self._hand_in(given)

    def _save_apart(self, folder: str) -> None:
        """Save the answers that are still in hand to a sealed file: beside the workspace, else in a folder that the hand chooses."""
        answers = tuple(each for each in self._hands.lost if not each.note)
        if self.state.page is not None and answers:
            verb = partial(verbs.save_apart, self.state.page.submission, answers, folder)
            self.around.store.submit(verb, done=self._saved_apart, refused=self._not_apart)

    def _saved_apart(self, _nothing: None) -> None:
        self._hands.saved_apart()
        self._show(replace(self.state, step=Step.RESCUED))

    def _not_apart(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, sentence=explain(why)))
        self.files.folder()

    def _declined(self, _nothing: None) -> None:
        self.went_back.emit()
