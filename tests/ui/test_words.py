"""Words are read in the window: by keys alone, one by one, and by two people."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.i18n import say
from civicdesk.records.cases import Quote, QuoteConsent
from civicdesk.records.ids import PersonId
from civicdesk.store import people as people_store
from civicdesk.store import projects
from civicdesk.store import words as word_store
from civicdesk.ui.screens.words.presenter import WordsPresenter
from civicdesk.ui.screens.words.state import EXAMPLES, act_of, next_waiting
from civicdesk.ui.screens.words.view import WordsView
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import case_study, stories
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import make_pack, office  # noqa: F401 - fixtures
from tests.ui.desk import SECOND, Desk, desk, in_state, too_small, unnamed, went

PROMPT = case_study.guide().prompts[0].key
SAID = ("🎺 Wren Fictional asked me to the choir, when I was 43.", "It rained\r\na lot in Placeholder.")


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, make_pack: Callable[..., bytes]) -> Iterator[Desk]:  # noqa: F811 - the fixture
    with desk(qtbot, tmp_path) as made:
        made.ask(partial(_told, made.person, make_pack(text=True)))
        yield made


def _told(person: str, pack: bytes, kit: Kit) -> None:
    projects.keep_pack(kit.workspace, pack, 1, by=kit.user.id)
    begun = case_study.begin(kit, PersonId(person), None).value
    said = tuple(Quote(text=text, prompt=PROMPT, consent=QuoteConsent.ANONYMOUS) for text in SAID)
    case_study.finish(kit, replace(begun, texts=((PROMPT, "A story."),), quotes=said))


def _others(kit: Kit) -> Kit:
    return replace(kit, user=next(user for user in people_store.users(kit.workspace) if user.name == SECOND))


def _read_by_the_second(kit: Kit) -> str:
    first = stories.passages(kit)[0]
    return stories.decide(_others(kit), stories.Decision(passage=first.id, cuts=first.cuts)).value.id


def _released(kit: Kit) -> list[str]:
    return [each.text for each in word_store.released(kit.workspace, people_store.ids(kit.workspace), lambda _form, _question: True)]


def _shown(table: Desk) -> WordsPresenter:
    presenter = table.show(WordsPresenter(place("words"), table.around))
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=20_000)
    return presenter


def _settled(table: Desk, presenter: WordsPresenter) -> None:
    table.bot.waitUntil(lambda: not presenter.state.working, timeout=20_000)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, WordsView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


def test_words_are_read_marked_and_noted_by_keys_alone(table: Desk) -> None:
    presenter = _shown(table)
    box = presenter.page.passage.box
    table.bot.waitUntil(box.hasFocus, timeout=5_000)
    table.bot.keyClick(box, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    for _ in range(len("was 43.")):
        table.bot.keyClick(box, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    table.bot.keyClick(box, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    assert presenter.state.passages[0].reads == "🎺 [person 1] asked me to the choir, when I [cut 1]"
    assert presenter.unsaved()
    table.bot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    _settled(table, presenter)
    table.bot.waitUntil(lambda: presenter.state.at == 1, timeout=5_000)
    assert presenter.state.told == say("words_page.kept_next")
    assert not presenter.unsaved()
    assert presenter.state.passages[0].standing == "read"
    assert table.ask(_released) == []


def test_a_cut_is_taken_back_by_the_space_bar(table: Desk) -> None:
    presenter = _shown(table)
    (check,) = presenter.page.passage.checks
    check.setFocus()
    table.bot.keyClick(check, Qt.Key.Key_Space)
    assert presenter.state.passages[0].reads == SAID[0]
    table.bot.keyClick(presenter.page.passage.checks[0], Qt.Key.Key_Space)
    assert presenter.state.passages[0].reads.startswith("🎺 [person 1] asked")
    assert not presenter.unsaved()


def test_marking_over_a_cut_that_was_taken_back_makes_one_cut(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.turned.emit(0)
    presenter.page.marked.emit(2, 22)
    assert [(cut.words, cut.on) for cut in presenter.state.passages[0].cuts] == [("Wren Fictional asked", True)]


def test_a_line_break_of_two_letters_does_not_shift_a_cut(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.following.click()
    box = presenter.page.passage.box
    cursor = box.document().find("lot")
    box.setTextCursor(cursor)
    presenter.page.passage.cut.click()
    assert "lot" in [cut.words for cut in presenter.state.passages[1].cuts]


def test_the_second_person_agrees_and_then_the_words_leave(table: Desk) -> None:
    table.ask(_read_by_the_second)
    presenter = _shown(table)
    assert presenter.page.act.text() == say("words_page.agree")
    presenter.page.act.click()
    _settled(table, presenter)
    assert presenter.state.passages[0].standing == "agreed"
    assert table.ask(_released) == ["🎺 [person 1] asked me to the choir, when I was 43."]


def test_with_other_cuts_the_second_person_becomes_the_reader(table: Desk) -> None:
    table.ask(_read_by_the_second)
    presenter = _shown(table)
    presenter.page.turned.emit(0)
    assert presenter.page.act.text() == say("words_page.read_it")


def test_a_passage_is_kept_back(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.keep_back.click()
    _settled(table, presenter)
    assert presenter.state.passages[0].standing == "kept_back"


def test_words_that_changed_meanwhile_are_shown_anew(table: Desk) -> None:
    presenter = _shown(table)
    table.ask(_read_by_the_second)
    presenter.page.act.click()
    table.bot.waitUntil(lambda: bool(presenter.state.sentence), timeout=20_000)
    table.bot.waitUntil(lambda: presenter.state.passages[0].standing == "read", timeout=20_000)
    assert "STORY-CHANGED" in presenter.state.sentence


def test_long_words_are_read_to_their_end_before_they_are_noted(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    long = replace(EXAMPLES["long"].passages[0], text="Quite long. " * 200)
    view = in_state(shown, qtbot, WordsView(), replace(EXAMPLES["long"], passages=(long,)))
    said: list[bool] = []
    view.read_it.connect(lambda: said.append(True))
    view.act.click()
    assert not said
    assert view.note.text() == say("words_page.more")
    qtbot.waitUntil(lambda: view.sees(view.passage.box), timeout=5_000)
    bar = view.passage.box.verticalScrollBar()
    bar.setValue(bar.maximum())
    view.act.click()
    assert said == [True]


def test_nothing_marked_cuts_nothing(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, WordsView(), EXAMPLES["to read"])
    view.passage.box.moveCursor(QTextCursor.MoveOperation.Start)
    with qtbot.assertNotEmitted(view.marked):
        view.passage.cut.click()


def test_back_leads_back(table: Desk) -> None:
    presenter = _shown(table)
    heard = went(presenter)
    presenter.page.back.click()
    assert heard == [("back", None)]


@pytest.mark.parametrize(
    ("name", "act"), [("to read", "read"), ("to agree", "agree"), ("read by me", ""), ("agreed", ""), ("kept back", "read")]
)
def test_what_the_first_button_does(name: str, act: str) -> None:
    state = EXAMPLES[name]
    assert act_of(state.passages[state.at]) == act


def test_the_next_that_waits_comes_round() -> None:
    state = EXAMPLES["to read"]
    assert next_waiting(replace(state, at=2)) == 0
    assert next_waiting(EXAMPLES["agreed"]) == 0


def test_whoever_comes_back_begins_with_the_first_words_that_wait(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.act.click()
    _settled(table, presenter)
    assert _shown(table).state.at == 1


def test_words_that_go_while_somebody_reads_leave_them_at_their_place(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.following.click()
    page = table.ask(stories.page)
    other = replace(page.passages[1], id="other")
    presenter._listed(replace(page, passages=(page.passages[0], other)))
    assert presenter.state.at == 1
    presenter._listed(replace(page, passages=page.passages[:1]))
    assert presenter.state.at == 0
