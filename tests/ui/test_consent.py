"""Asking for consent, by keys: the limits, the words, each purpose, how it was given."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.i18n import say
from civicdesk.records.consent import Mode
from civicdesk.records.ids import PersonId
from civicdesk.ui.screens.consent.presenter import ConsentPresenter
from civicdesk.ui.screens.consent.state import EXAMPLES, PurposeShown, Step
from civicdesk.ui.screens.consent.view import ConsentView
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import consent
from tests.ui.desk import Desk, desk, in_state

Key = Qt.Key


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def asking(table: Desk) -> Any:
    """Show consent at its first step, in a small window."""
    presenter = table.show(ConsentPresenter(place("consent", person=table.person, session=table.session), table.around), 905, 552)
    table.bot.waitUntil(lambda: not presenter.state.loading and presenter.view.focusWidget() is not None, timeout=20_000)
    return presenter


def _press(presenter: Any, key: Key) -> None:
    QTest.keyClick(presenter.view.focusWidget() or presenter.view, key)
    QTest.qWait(1)


def _to(presenter: Any, step: Step) -> None:
    while presenter.state.step is not step:
        _press(presenter, Key.Key_Return)


def test_limits_then_words_then_purposes_one_enter_each(asking: Any) -> None:
    steps = [asking.state.step]
    for _ in range(2):
        _press(asking, Key.Key_Return)
        steps.append(asking.state.step)
    assert steps == [Step.LIMITS, Step.STATEMENT, Step.PURPOSES]


def test_the_whole_statement_is_on_its_own_page(asking: Any) -> None:
    _to(asking, Step.STATEMENT)
    assert asking.page.words.text() == asking.state.text
    assert asking.page.questions == {}
    _to(asking, Step.PURPOSES)
    assert not asking.page.words.isVisible()


def test_the_purposes_begin_at_the_first_question_with_the_keyboard_on_it(asking: Any) -> None:
    _to(asking, Step.PURPOSES)
    first = next(iter(asking.page.questions.values()))
    assert asking.page.sees(first)
    assert asking.page.focusWidget() is first.cards[0]


def test_every_question_is_seen_when_its_digit_is_pressed(asking: Any, table: Desk) -> None:
    _to(asking, Step.PURPOSES)
    for question in asking.page.questions.values():
        table.bot.waitUntil(lambda question=question: asking.page.sees(question))
        _press(asking, Key.Key_1)
    assert set(asking.state.choices.values()) == {"yes"}
    assert asking.page.focusWidget() is asking.page.onward


def test_a_digit_brings_a_question_out_of_sight_into_sight_and_does_not_answer_it(asking: Any, table: Desk) -> None:
    _to(asking, Step.PURPOSES)
    bar = asking.page._scroll.verticalScrollBar()
    table.bot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    _press(asking, Key.Key_1)
    assert asking.state.choices == {}
    assert asking.page.sees(next(iter(asking.page.questions.values())))
    _press(asking, Key.Key_1)
    assert list(asking.state.choices.values()) == ["yes"]


def test_letters_answer_too(asking: Any) -> None:
    _to(asking, Step.PURPOSES)
    _press(asking, Key.Key_N)
    assert list(asking.state.choices.values()) == ["no"]


def _to_witness(asking: Any) -> None:
    _to(asking, Step.PURPOSES)
    for _ in asking.state.purposes:
        _press(asking, Key.Key_1)
    _press(asking, Key.Key_Return)
    assert asking.state.step is Step.WITNESS


def _kept(table: Desk, asking: Any) -> Any:
    table.bot.waitUntil(lambda: asking.state.step is Step.DONE, timeout=20_000)
    return table.ask(lambda kit: consent.history(kit, PersonId(table.person)))[-1]


def test_spoken_and_read_aloud_is_kept_by_initials_and_enter_alone(asking: Any, table: Desk) -> None:
    _to_witness(asking)
    QTest.keyClicks(asking.page.focusWidget(), "AB")
    _press(asking, Key.Key_Return)
    kept = _kept(table, asking)
    assert (kept.mode, kept.read_aloud, kept.witness) == (Mode.SPOKEN, True, "AB")


@pytest.mark.parametrize("mode", [Mode.SELF, Mode.PAPER])
def test_the_way_it_was_given_is_kept(asking: Any, table: Desk, mode: Mode) -> None:
    _to_witness(asking)
    asking.page.mode.put(mode.value)
    asking.page.mode.box.activated.emit(asking.page.mode.box.currentIndex())
    asking.page.onward.click()
    kept = _kept(table, asking)
    assert (kept.mode, kept.read_aloud) == (mode, False)


def test_words_that_were_read_aloud_from_paper_are_kept_so(asking: Any, table: Desk) -> None:
    _to_witness(asking)
    asking.page.mode.picked.emit("paper")
    asking.page.aloud.click()
    asking.page.onward.click()
    kept = _kept(table, asking)
    assert (kept.mode, kept.read_aloud) == (Mode.PAPER, True)


def test_back_leads_through_the_same_steps(asking: Any) -> None:
    _to(asking, Step.PURPOSES)
    for step in (Step.STATEMENT, Step.LIMITS):
        asking.page.back.click()
        assert asking.state.step is step


def test_without_words_to_read_nothing_can_be_explained(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, ConsentView(), EXAMPLES["problem"])
    explained: list[bool] = []
    view.explained.connect(lambda: explained.append(True))
    QTest.keyClick(view.focusWidget(), Key.Key_Return)
    assert not view.onward.isEnabled()
    assert explained == []


def test_a_digit_out_of_sight_takes_nothing_back(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    held = tuple(PurposeShown(purpose=f"p{at}", sentence=f"You may do thing {at}.", said="yes") for at in range(9))
    view = ConsentView()
    view.render_state(EXAMPLES["withdraw"].__class__(step=Step.WITHDRAW, who="Wren Fictional", purposes=held))
    shown(view, 905, 400)
    qtbot.wait(1)
    QTest.keyClick(view, Key.Key_9)
    assert not view.ticks["p8"].isChecked()
    QTest.keyClick(view, Key.Key_9)
    assert view.ticks["p8"].isChecked()


def test_while_it_opens_the_page_says_so_and_has_the_keyboard(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, ConsentView(), EXAMPLES["loading"])
    assert view.heading.text() == say("widget.opening")
    assert view.focusWidget() is view.heading
