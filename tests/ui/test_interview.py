"""The interview on a real workspace: keys alone, saved after the commit, nothing lost when the disk says no."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.errors import Refused, Unavailable
from civicdesk.i18n import say
from civicdesk.records.answers import AnswerKind, Missing
from civicdesk.records.attachments import GivenFile
from civicdesk.records.ids import PersonId, QuestionRef, SubmissionId
from civicdesk.records.pages import PageSize
from civicdesk.store import answers
from civicdesk.ui.screens.interview import state as words
from civicdesk.ui.screens.interview.in_hand import Hands, InHand
from civicdesk.ui.screens.interview.presenter import InterviewPresenter
from civicdesk.ui.screens.interview.state import EXAMPLES, Step
from civicdesk.ui.screens.interview.view import AGAIN, DECLINE, RESCUE, RETURN, SURE, TAKE_OUT, YES, InterviewView
from civicdesk.ui.widgets import habits
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import forms, interview, rescue
from tests.ui.desk import Desk, in_state, too_small, unnamed, went
from tests.unit.workflows.conftest import plain_form

Key = Qt.Key


@pytest.fixture(autouse=True)
def usual_habits() -> None:
    """Answer as everybody does at first."""
    habits.choose(habits.Habits())


def _begun(table: Desk) -> str:
    """Begin a response without a window; return its id."""
    first = InterviewPresenter(place("interview", person=table.person, session=table.session), table.around)
    heard = went(first)
    table.show(first)
    table.bot.waitUntil(lambda: bool(heard), timeout=20_000)
    assert heard[0][0] == "replaced"
    first.close()
    return heard[0][1].fact("submission")


def _asking(table: Desk, submission: str, **facts: str) -> Any:
    presenter = table.show(InterviewPresenter(place("interview", submission=submission, **facts), table.around))
    table.bot.waitUntil(lambda: presenter.state.step is not Step.OPENING, timeout=20_000)
    table.bot.wait(200)  # longer than Continue is deaf after the paint
    return presenter


@pytest.fixture
def talk(table: Desk) -> Any:
    return _asking(table, _begun(table))


def _press(talk: Any, bot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    bot.keyClick(talk.view.focusWidget() or talk.view, key, held)


def _choose_and_go(talk: Any, table: Desk) -> None:
    """Answer the question by the key 1 and go on by Enter."""
    before = talk.state.page
    _press(talk, table.bot, Key.Key_1)
    table.bot.waitUntil(lambda: bool(talk.state.page.questions[-1].state.v))
    _press(talk, table.bot, Key.Key_Return)
    table.bot.waitUntil(lambda: talk.state.page.ref != before.ref and not talk.gate.is_shut())
    table.bot.wait(170)


def _answers(table: Desk, submission: str) -> dict[str, str]:
    review = table.ask(lambda kit: interview.resume(kit, SubmissionId(submission)).review())
    return {line.ref: line.answer for line in review.lines}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, InterviewView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


def test_a_key_and_enter_keep_an_answer_and_turn_the_page(talk: Any, table: Desk) -> None:
    first = talk.state.page
    _choose_and_go(talk, table)
    assert talk.state.page.number == first.number + 1
    kept = _answers(table, first.submission)
    assert kept[first.questions[-1].state.ref]


def test_saved_is_said_after_the_commit_and_not_before(talk: Any, table: Desk) -> None:
    said = talk.page.saved.words.text
    _press(talk, table.bot, Key.Key_1)
    assert said() == ""
    table.bot.waitUntil(lambda: said().startswith("Saved on this laptop"))


def test_keys_do_not_run_ahead_of_the_page(talk: Any, table: Desk) -> None:
    first = talk.state.page
    _press(talk, table.bot, Key.Key_1)
    table.bot.waitUntil(lambda: bool(talk.state.page.questions[-1].state.v))
    for _ in range(20):
        _press(talk, table.bot, Key.Key_Return)
    table.bot.waitUntil(lambda: talk.state.page.ref != first.ref)
    table.bot.wait(300)
    assert talk.state.page.number == first.number + 1


def test_alt_left_goes_to_the_question_before_and_changes_no_answer(talk: Any, table: Desk) -> None:
    first = talk.state.page
    _choose_and_go(talk, table)
    _press(talk, table.bot, Key.Key_2)
    table.bot.waitUntil(lambda: bool(talk.state.page.questions[-1].state.v))
    second = talk.state.page
    _press(talk, table.bot, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    table.bot.waitUntil(lambda: talk.state.page.ref == first.ref)
    assert _answers(table, first.submission)[second.questions[-1].state.ref] == words.answer_words(second.questions[-1].state)


def test_alt_left_on_the_first_question_leaves(talk: Any, table: Desk) -> None:
    heard = went(talk)
    _press(talk, table.bot, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert heard == [("back", None)]


def test_an_interview_goes_on_where_it_stood(talk: Any, table: Desk) -> None:
    _choose_and_go(talk, table)
    _choose_and_go(talk, table)
    stood = talk.state.page
    talk.close()
    again = _asking(table, stood.submission)
    assert (again.state.page.ref, again.state.page.number) == (stood.ref, stood.number)


def test_rather_not_say_is_kept_as_such(talk: Any, table: Desk) -> None:
    while not talk.page.questions.widgets[0].special.isVisible():
        _choose_and_go(talk, table)
    ref = words.asked(talk.state.page)[0].state.ref
    _press(talk, table.bot, Key.Key_R, Qt.KeyboardModifier.AltModifier)
    table.bot.waitUntil(lambda: words.asked(talk.state.page)[0].missing is Missing.RATHER_NOT_SAY)
    assert _answers(table, talk.state.page.submission)[ref] == say("interview.missing.rather-not-say")


def _no_disk(_self: object, *_given: object) -> None:
    raise Unavailable("STORE-WRITE")


def test_a_lost_answer_stays_in_hand_until_it_is_saved(talk: Any, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = talk.state.page
    with monkeypatch.context() as broken:
        broken.setattr(interview.Interview, "answer", _no_disk)
        _press(talk, table.bot, Key.Key_1)
        table.bot.waitUntil(lambda: talk.state.step is Step.NOT_SAVED)
    assert talk.page.message.heading.text() == say("interview_page.message.not-saved")
    assert not talk.ready_to_leave()
    talk.page.message.ways[AGAIN].click()
    table.bot.waitUntil(lambda: talk.state.step is Step.ASKING)
    assert _answers(table, page.submission)[page.questions[-1].state.ref]
    assert talk.ready_to_leave()


def test_a_lost_answer_can_be_saved_to_a_sealed_file_and_is_put_in_later(talk: Any, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = talk.state.page
    with monkeypatch.context() as broken:
        broken.setattr(interview.Interview, "answer", _no_disk)
        _press(talk, table.bot, Key.Key_1)
        table.bot.waitUntil(lambda: talk.state.step is Step.NOT_SAVED)
    talk.page.message.ways[RESCUE].click()
    table.bot.waitUntil(lambda: talk.state.step is Step.RESCUED)
    assert talk.ready_to_leave()
    assert not _answers(table, page.submission)[page.questions[-1].state.ref]
    table.ask(rescue.merge)
    assert _answers(table, page.submission)[page.questions[-1].state.ref]


def test_where_no_file_can_be_written_another_folder_is_asked_for(talk: Any, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(talk.files, "folder", lambda: asked.append(True))
    monkeypatch.setattr(interview.Interview, "answer", _no_disk)
    monkeypatch.setattr(rescue, "save", _no_disk)
    _press(talk, table.bot, Key.Key_1)
    table.bot.waitUntil(lambda: talk.state.step is Step.NOT_SAVED)
    talk.page.message.ways[RESCUE].click()
    table.bot.waitUntil(lambda: bool(asked))
    assert talk.state.step is Step.NOT_SAVED
    assert not talk.ready_to_leave()


def test_alt_left_does_not_leave_a_lost_answer_behind(talk: Any, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interview.Interview, "answer", _no_disk)
    _press(talk, table.bot, Key.Key_1)
    table.bot.waitUntil(lambda: talk.state.step is Step.NOT_SAVED)
    heard = went(talk)
    _press(talk, table.bot, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert (heard, talk.state.step) == ([], Step.NOT_SAVED)


def test_somebody_who_would_rather_not_go_on_is_noted(talk: Any, table: Desk) -> None:
    heard = went(talk)
    talk.page.strip.stop.click()
    talk.page.message.ways[DECLINE].click()
    talk.page.message.ways[SURE].click()
    table.bot.waitUntil(lambda: heard == [("back", None)])
    kept = table.ask(lambda kit: interview.resume(kit, SubmissionId(talk.state.page.submission)).submission.state.value)
    assert kept == "declined"


def test_declining_is_asked_once_more_and_enter_goes_back(talk: Any, table: Desk) -> None:
    talk.page.strip.stop.click()
    talk.page.message.ways[DECLINE].click()
    assert talk.state.step is Step.DECLINE
    assert list(talk.page.message.ways) == [RETURN, SURE]
    _press(talk, table.bot, Key.Key_Return)
    assert talk.state.step is Step.ASKING
    kept = table.ask(lambda kit: interview.resume(kit, SubmissionId(talk.state.page.submission)).submission.state.value)
    assert kept == "draft"


def test_a_section_and_the_whole_form_can_stand_on_a_page(talk: Any, table: Desk) -> None:
    size, pages = talk.page.strip.amount, [talk.state.page.of]
    for chosen in (PageSize.SECTION, PageSize.FORM):
        size.setFocus()
        table.bot.keyClick(size, Key.Key_Down)
        table.bot.waitUntil(lambda: talk.state.page.of < pages[-1] and not talk.gate.is_shut())
        pages.append(talk.state.page.of)
        assert talk.state.size is chosen
    assert pages[-1] == 1
    assert len(talk.page.questions.widgets) > 40


def test_with_no_pause_one_key_an_answer_is_enough(table: Desk) -> None:
    habits.choose(habits.Habits(auto_advance=habits.AT_ONCE))
    talk = _asking(table, _begun(table))
    first = talk.state.page
    _press(talk, table.bot, Key.Key_1)
    table.bot.waitUntil(lambda: talk.state.page.ref != first.ref)
    assert talk.page.last.text() == say("interview_page.last_answer", answer=words.answer_words(_with_first_choice(first)))


def _with_first_choice(page: Any) -> Any:
    question = words.asked(page)[0].state
    return replace(question, v=question.opts[0][0])


def test_changing_one_answer_leads_back_to_the_list(talk: Any, table: Desk) -> None:
    _choose_and_go(talk, table)
    submission, ref = talk.state.page.submission, words.asked(talk.state.page)[0].state.ref
    talk.close()
    one = _asking(table, submission, ref=ref)
    heard = went(one)
    _press(one, table.bot, Key.Key_1)
    table.bot.waitUntil(lambda: bool(words.asked(one.state.page)[0].state.v))
    _press(one, table.bot, Key.Key_Return)
    assert heard == [("back", None)]


def test_without_consent_nothing_is_asked(table: Desk) -> None:
    presenter = table.show(InterviewPresenter(place("interview", person="f" * 32, session=table.session), table.around))
    table.bot.waitUntil(lambda: presenter.state.step is Step.CANNOT, timeout=20_000)
    assert "(" in presenter.state.sentence


def test_a_check_speaks_when_continue_was_pressed_and_not_before() -> None:
    state = EXAMPLES["problem"]
    assert [question.state.bad for question in words.questions(replace(state, problems=()))] == [""]
    assert [question.state.msg for question in words.questions(state)] == [words for _, words in state.problems]


def test_an_unusual_answer_is_asked_about_once() -> None:
    page = EXAMPLES["confirm"].page
    unusual = words.to_confirm(page)
    assert unusual is not None
    assert words.to_confirm(replace(page, questions=(replace(unusual, confirmed=True),))) is None


def _alone_on_a_page(*app: str, **facts: Any) -> words.InterviewState:
    state = EXAMPLES["one question"]
    question = replace(state.page.questions[0], state=replace(state.page.questions[0].state, app=app, **facts))
    return replace(state, page=replace(state.page, questions=(question,)))


@pytest.mark.parametrize(
    ("state", "habit", "goes_on"),
    [
        (_alone_on_a_page(), False, False),
        (_alone_on_a_page(), True, True),
        (_alone_on_a_page("quick"), False, True),
        (_alone_on_a_page("quickcompact-2"), False, True),
        (_alone_on_a_page("quick", multiple=True), True, False),
        (_alone_on_a_page("quick", opts=tuple((str(n), str(n)) for n in range(10))), True, False),
        (replace(_alone_on_a_page("quick"), alone=True), True, False),
        (replace(_alone_on_a_page("quick"), one_answer=True), True, False),
        (EXAMPLES["a section"], True, False),
        (EXAMPLES["opening"], True, False),
    ],
)
def test_an_answer_goes_on_by_itself_by_habit_or_by_the_authors_wish_and_never_for_somebody_alone(
    state: words.InterviewState, habit: bool, goes_on: bool
) -> None:
    ref = state.page.questions[0].state.ref if state.page else ""
    assert words.goes_on_by_itself(state, ref, habit=habit) is goes_on


def test_what_comes_back_from_the_disk_does_not_undo_an_answer_that_is_still_on_its_way() -> None:
    page = EXAMPLES["a section"].page
    first, second = page.questions[:2]
    shown = words.with_what_is_in_hand(page, {first.state.ref: ("5", None), second.state.ref: ("", Missing.SKIPPED)})
    assert [(question.state.v, question.missing) for question in shown.questions[:2]] == [("5", None), ("", Missing.SKIPPED)]
    assert shown.questions[2:] == page.questions[2:]


@pytest.mark.parametrize(("mirrored", "key", "times"), [(False, Key.Key_Right, 0), (True, Key.Key_Right, 1), (True, Key.Key_Left, 1)])
def test_the_arrow_that_points_back_goes_back_where_the_window_is_mirrored(
    shown: Callable[..., QWidget], look: Callable[..., Any], mirrored: bool, key: Qt.Key, times: int
) -> None:
    look(mirrored=mirrored)
    view = InterviewView()
    view.render_state(EXAMPLES["one question"])
    shown(view)
    gone: list[None] = []
    view.went_back.connect(lambda: gone.append(None))
    QTest.keyClick(view.focusWidget() or view, key, Qt.KeyboardModifier.AltModifier)
    assert len(gone) == times


def test_the_groups_of_a_page_stand_beside_its_number() -> None:
    assert words.progress(EXAMPLES["in two groups"].page) == "Question 12 of 40 · Children · At school 2"


def test_a_page_without_a_group_of_its_own_is_headed_by_the_one_it_stands_in() -> None:
    page = EXAMPLES["a section"].page
    around = EXAMPLES["in two groups"].page.around
    assert words.heading(replace(page, heading="", around=around)) == "At school"
    assert words.heading(replace(page, heading="")) == say("interview_page.several")


def test_f2_writes_a_note_that_is_kept_when_the_page_is_turned(talk: Any, table: Desk) -> None:
    first = talk.state.page
    _press(talk, table.bot, Key.Key_1)
    table.bot.waitUntil(lambda: bool(talk.state.page.questions[-1].state.v))
    _press(talk, table.bot, Key.Key_F2)
    assert talk.page.note.box.hasFocus()
    table.bot.keyClicks(talk.page.note.box, "The bus was loud.")
    _press(talk, table.bot, Key.Key_F2)
    table.bot.waitUntil(lambda: talk.state.page.questions[-1].note == "The bus was loud.")
    assert talk.page.note.isVisible()
    _press(talk, table.bot, Key.Key_Return)
    table.bot.waitUntil(lambda: talk.state.page.ref != first.ref)
    assert not talk.page.note.isVisible()


def test_a_note_that_is_being_written_is_kept_by_a_lock(talk: Any, table: Desk) -> None:
    page = talk.state.page
    _press(talk, table.bot, Key.Key_F2)
    table.bot.keyClicks(talk.page.note.box, "Asked twice.")
    talk.close()
    again = table.ask(lambda kit: interview.resume(kit, SubmissionId(page.submission)).page(page.ref))
    assert again.questions[-1].note == "Asked twice."


def test_yes_on_an_unusual_answer_goes_on(talk: Any, table: Desk) -> None:
    _press(talk, table.bot, Key.Key_1)
    table.bot.waitUntil(lambda: bool(talk.state.page.questions[-1].state.v))
    first = talk.state.page
    odd = replace(first.questions[-1], state=replace(first.questions[-1].state, confirm="?"))
    talk.state = replace(talk.state, page=replace(first, questions=(*first.questions[:-1], odd)))
    _press(talk, table.bot, Key.Key_Return)
    assert talk.state.step is Step.CONFIRM
    assert talk.page.message.panel.words() == say("interview_page.confirm.ask", answer=words.answer_words(odd.state))
    assert talk.page.message.caption.text() == odd.state.label
    talk.page.message.ways[YES].click()
    table.bot.waitUntil(lambda: talk.state.page.ref != first.ref)
    log = table.ask(lambda kit: answers.log(kit.workspace, SubmissionId(first.submission)))
    assert [(each.question, each.value) for each in log if each.kind is AnswerKind.CONFIRMED] == [(odd.state.ref, odd.state.v)]


@pytest.fixture
def visits(table: Desk) -> Any:
    """Show the page of a repeat with one instance."""
    submission = table.ask(partial(_begin_plain, table.person))
    return _asking(table, submission, ref="/data/visit#range")


def _begin_plain(person: str, kit: Any) -> str:
    forms.add(kit, plain_form())
    return interview.start(kit, interview.Start(person=PersonId(person), form_id="plain", session=None)).value.submission.id


def test_a_key_adds_another_one_and_leads_into_it(visits: Any, table: Desk) -> None:
    assert len(visits.state.page.repeat.instances) == 1
    _press(visits, table.bot, Key.Key_1)
    table.bot.waitUntil(lambda: visits.state.page.repeat is None)
    assert visits.state.page.questions[0].state.ref == "/data/visit[2]/place"


def test_one_is_taken_out_after_one_more_question(visits: Any, table: Desk) -> None:
    visits.page.repeat.take_out.click()
    assert visits.state.step is Step.TAKE_OUT
    assert list(visits.page.message.ways) == [RETURN, TAKE_OUT]
    visits.page.message.ways[TAKE_OUT].click()
    table.bot.waitUntil(lambda: visits.state.page.repeat.instances == ())
    assert visits.page.repeat.empty.isVisible()
    assert not visits.page.repeat.table.isVisible()


def test_one_that_is_there_can_be_opened(visits: Any, table: Desk) -> None:
    visits.page.repeat.change.click()
    table.bot.waitUntil(lambda: visits.state.page.repeat is None)
    assert visits.state.page.questions[0].state.ref == "/data/visit[1]/place"


def test_no_goes_on(visits: Any, table: Desk) -> None:
    visits.state = replace(visits.state, one_answer=False)
    heard = went(visits)
    _press(visits, table.bot, Key.Key_2)
    table.bot.waitUntil(lambda: bool(heard))
    assert heard[0][1].word == "check_answers"


def test_200_instances_open_within_a_second(table: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    submission = table.ask(partial(_begin_plain, table.person))
    table.ask(partial(_add_visits, submission, 199))
    began = time.perf_counter()
    presenter = InterviewPresenter(place("interview", submission=submission, ref="/data/visit#range"), table.around)
    table.show(presenter)
    table.bot.waitUntil(lambda: presenter.state.page is not None, timeout=20_000)
    took = time.perf_counter() - began
    with capsys.disabled():
        print(f"\n200 instances of a repeat open in {took * 1000:.0f} ms", end="")  # noqa: T201 - the figure
    assert len(presenter.state.page.repeat.instances) == 200
    assert took < 2.0


def _add_visits(submission: str, count: int, kit: Any) -> None:
    talk = interview.resume(kit, SubmissionId(submission))
    with kit.workspace.writing("answers-kept", kit.user.id, kit.now()):
        for number in range(2, count + 2):
            talk.add(QuestionRef("/data/visit"))
            talk.answer(QuestionRef(f"/data/visit[{number}]/place"), f"Hall {number}")


def test_the_last_page_leads_to_the_answers(table: Desk) -> None:
    submission = _begun(table)
    last = table.ask(partial(_last_page, submission))
    talk = _asking(table, submission)
    heard = went(talk)
    talk._turned("", last)
    table.bot.wait(200)
    _press(talk, table.bot, Key.Key_Return)
    table.bot.waitUntil(lambda: bool(heard))
    assert (heard[0][1].word, heard[0][1].fact("submission")) == ("check_answers", submission)


def _last_page(submission: str, kit: Any) -> Any:
    talk = interview.resume(kit, SubmissionId(submission))
    page = talk.page()
    while page.following is not None:
        page = talk.page(QuestionRef(page.following))
    return page


def test_a_window_title_names_no_form(talk: Any) -> None:
    assert {widget.windowTitle() for widget in talk.view.findChildren(QWidget)} <= {"", "CivicDesk"}


class _Slow:
    """A lane that lets nothing through until it is told to."""

    def __init__(self, lane: Any) -> None:
        self._go = threading.Event()
        lane.run(partial(self._go.wait, 20))

    def go(self) -> None:
        self._go.set()


@pytest.fixture
def plain(table: Desk) -> Any:
    """Show the plain form, a section a page."""
    habits.choose(habits.Habits(page_size=PageSize.SECTION))
    return _asking(table, table.ask(partial(_begin_plain, table.person)))


def _field(talk: Any, name: str) -> Any:
    return next(widget for widget in talk.page.questions.widgets if widget.ref.endswith(f"/{name}"))


def _kept_now(talk: Any, table: Desk) -> dict[str, tuple[str | None, Missing | None]]:
    found = table.ask(lambda kit: answers.now(kit.workspace, SubmissionId(talk.state.page.submission)))
    return {each.question.rpartition("/")[2]: (each.value, each.missing) for each in found}


def test_saved_is_not_said_while_a_second_answer_is_on_its_way(plain: Any, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[bool] = []
    monkeypatch.setattr(plain.page.saved, "saved", lambda _at: said.append(plain._hands.empty()))
    lane = _Slow(table.around.store)
    plain.page.answered.emit("/data/words", "Hello", None)
    plain.page.answered.emit("/data/years", "7", None)
    lane.go()
    table.bot.waitUntil(plain._hands.empty)
    assert said == [True]


def test_an_answer_that_was_lost_does_not_undo_a_later_one_that_was_kept(plain: Any, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = interview.Interview.answer

    def not_the_first(talk: Any, ref: Any, value: str, missing: Any = None) -> Any:
        if value == "first":
            raise Unavailable("STORE-WRITE")
        return real(talk, ref, value, missing)

    with monkeypatch.context() as broken:
        broken.setattr(interview.Interview, "answer", not_the_first)
        lane = _Slow(table.around.store)
        plain.page.answered.emit("/data/words", "first", None)
        plain.page.answered.emit("/data/words", "second", None)
        lane.go()
        table.bot.waitUntil(lambda: not plain._hands.holds(InHand(ref="/data/words", value="second")))
    assert plain.state.step is Step.ASKING
    assert _kept_now(plain, table)["words"] == ("second", None)


def test_the_words_about_a_lost_answer_stay_when_another_page_comes(plain: Any, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(interview.Interview, "answer", _no_disk)
        lane = _Slow(table.around.store)
        plain.page.answered.emit("/data/words", "Hello", None)
        plain.page.language_chosen.emit("Polski (pl)")
        lane.go()
        table.bot.waitUntil(lambda: bool(plain._hands.lost))
        table.ask(lambda _kit: None)
    assert plain.state.step is Step.NOT_SAVED


def test_a_lost_answer_is_kept_before_the_program_locks(plain: Any, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(interview.Interview, "answer", _no_disk)
        plain.page.answered.emit("/data/words", "Hello", None)
        table.bot.waitUntil(lambda: plain.state.step is Step.NOT_SAVED)
    plain.keep_before_lock()
    assert _kept_now(plain, table)["words"] == ("Hello", None)


def test_a_lost_answer_goes_to_a_sealed_file_if_the_disk_is_still_full_at_the_lock(
    plain: Any, table: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interview.Interview, "answer", _no_disk)
    plain.page.answered.emit("/data/words", "Hello", None)
    table.bot.waitUntil(lambda: plain.state.step is Step.NOT_SAVED)
    plain.keep_before_lock()
    assert table.ask(rescue.waiting) == 1


def test_the_page_turns_to_the_question_that_the_last_answer_asks_for(table: Desk) -> None:
    habits.choose(habits.Habits(auto_advance=habits.SHORT_PAUSE))
    talk = _asking(table, table.ask(partial(_begin_plain, table.person)), ref="/data/again")
    talk.state = replace(talk.state, one_answer=False)
    _press(talk, table.bot, Key.Key_1)
    table.bot.waitUntil(talk._pause.isActive)
    lane = _Slow(table.around.store)
    _press(talk, table.bot, Key.Key_2)
    assert not talk._pause.isActive()
    lane.go()
    table.bot.waitUntil(lambda: talk.state.page.ref != "/data/again")
    assert talk.state.page.ref == "/data/why"


def test_words_for_a_question_that_has_just_been_hidden_are_told_about_and_crash_nothing(plain: Any, table: Desk) -> None:
    plain.page.answered.emit("/data/again", "no", None)
    table.bot.waitUntil(lambda: "/data/why" in [question.state.ref for question in plain.state.page.questions])
    lane = _Slow(table.around.store)
    plain.page.answered.emit("/data/again", "yes", None)
    box = _field(plain, "why").field()
    box.setFocus()
    table.bot.keyClicks(box, "Because")
    lane.go()
    table.bot.waitUntil(lambda: bool(plain.state.problems))
    assert plain.state.step is Step.ASKING
    assert "INTERVIEW-GONE" in plain.state.problems[0][1]
    assert plain.view.focusWidget() is not None


def test_dont_know_is_not_undone_by_what_was_typed_before_it(plain: Any, table: Desk) -> None:
    box = _field(plain, "words").field()
    box.setFocus()
    lane = _Slow(table.around.store)
    table.bot.keyClicks(box, "Well")
    _press(plain, table.bot, Key.Key_D, Qt.KeyboardModifier.AltModifier)
    _press(plain, table.bot, Key.Key_Return)
    lane.go()
    table.bot.waitUntil(plain._hands.empty)
    assert _kept_now(plain, table)["words"] == (None, Missing.DONT_KNOW)


def test_what_is_typed_after_dont_know_holds(plain: Any, table: Desk) -> None:
    box = _field(plain, "words").field()
    box.setFocus()
    lane = _Slow(table.around.store)
    _press(plain, table.bot, Key.Key_D, Qt.KeyboardModifier.AltModifier)
    table.bot.keyClicks(box, "Well")
    lane.go()
    table.bot.waitUntil(plain._hands.empty)
    assert box.text() == "Well"
    _press(plain, table.bot, Key.Key_Return)
    table.bot.waitUntil(plain._hands.empty)
    assert _kept_now(plain, table)["words"] == ("Well", None)


def test_a_choice_that_is_made_again_after_dont_know_holds(plain: Any, table: Desk) -> None:
    plain.page.answered.emit("/data/again", "yes", None)
    table.bot.waitUntil(plain._hands.empty)
    again = _field(plain, "again")
    lane = _Slow(table.around.store)
    again.press_special(Missing.DONT_KNOW)
    again.cards[0].click()
    lane.go()
    table.bot.waitUntil(plain._hands.empty)
    assert _kept_now(plain, table)["again"] == ("yes", None)


def test_an_answer_that_is_refused_is_not_shown_as_if_it_were_kept(plain: Any, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = interview.Interview.answer

    def not_words(talk: Any, ref: Any, value: str, missing: Any = None) -> Any:
        if ref.endswith("/words"):
            raise Refused("INTERVIEW-VALUE")
        return real(talk, ref, value, missing)

    monkeypatch.setattr(interview.Interview, "answer", not_words)
    lane = _Slow(table.around.store)
    box = _field(plain, "words").field()
    box.setFocus()
    plain.page.answered.emit("/data/years", "7", None)
    table.bot.keyClicks(box, "Hello")
    _press(plain, table.bot, Key.Key_Return)
    lane.go()
    table.bot.waitUntil(plain._hands.empty)
    assert box.text() == ""
    assert plain.page.saved.words.text() == say("window.not_saved")


def test_a_number_that_cannot_be_read_keeps_its_page(plain: Any, table: Desk) -> None:
    box = _field(plain, "years").field()
    box.setFocus()
    table.bot.keyClicks(box, "seven")
    assert not plain.ready_to_leave()
    assert box.text() == "seven"


def test_whoever_answers_alone_sees_no_note_of_the_worker() -> None:
    state = EXAMPLES["noted"]
    assert words.noted(state) is not None
    assert words.noted(replace(state, alone=True)) is None


def test_a_file_that_is_still_being_read_gives_way_to_a_later_answer() -> None:
    hands, file = Hands(), InHand(ref="/data/picture", value="", file=GivenFile(path="picture.png"))
    later = InHand(ref="/data/picture", value="", missing=Missing.RATHER_NOT_SAY)
    hands.take(file)
    hands.take(later)
    assert not hands.holds(file)
    assert hands.answers() == {"/data/picture": ("", Missing.RATHER_NOT_SAY)}


def test_an_answer_and_enter_at_once_turn_one_page_and_no_other(table: Desk) -> None:
    habits.choose(habits.Habits(auto_advance=habits.SHORT_PAUSE))
    talk = _asking(table, table.ask(partial(_begin_plain, table.person)), ref="/data/again")
    talk.state = replace(talk.state, one_answer=False)
    lane = _Slow(table.around.store)
    _press(talk, table.bot, Key.Key_1)
    _press(talk, table.bot, Key.Key_Return)
    lane.go()
    table.bot.waitUntil(lambda: talk.state.page.ref == "/data/town" and not talk.gate.is_shut())
    assert not talk._pause.isActive()


def test_another_language_stays_at_the_answer_that_is_changed(table: Desk) -> None:
    talk = _asking(table, table.ask(partial(_begin_plain, table.person)), ref="/data/years")
    talk.page.language_chosen.emit("Polski (pl)")
    table.bot.waitUntil(lambda: talk.state.page.language == "Polski (pl)")
    assert talk.state.page.ref == "/data/years"
