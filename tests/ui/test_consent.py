"""Asking for consent, by keys: the limits, the words, each purpose, how it was given."""

from collections.abc import Callable
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
from civicdesk.ui.screens.consent.state import EXAMPLES, Step
from civicdesk.ui.screens.consent.view import ConsentView
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import consent
from tests.ui.desk import Desk, in_state

Key = Qt.Key


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


def test_the_words_then_the_purposes_one_enter_each(asking: Any) -> None:
    asking.page.resize(1180, 1400)
    QTest.qWait(50)
    assert asking.state.step is Step.WORDS
    _press(asking, Key.Key_Return)
    assert asking.state.step is Step.PURPOSES


def test_nobody_goes_on_before_the_last_line_of_the_words_was_seen(asking: Any, table: Desk) -> None:
    bar = asking.page._scroll.verticalScrollBar()
    table.bot.waitUntil(lambda: bar.maximum() > 0)
    turns = 0
    while asking.state.step is Step.WORDS:
        was_at_the_end = bar.value() >= bar.maximum() - 40
        _press(asking, Key.Key_Return)
        turns += 1
        assert asking.state.step is (Step.PURPOSES if was_at_the_end else Step.WORDS)
    assert turns > 1


def test_limits_and_statement_are_read_out_and_gone_before_anything_is_asked(asking: Any) -> None:
    assert asking.page.limits.text() == say("consent.limits.text")
    assert asking.page.words.text() == asking.state.text
    assert asking.page.questions == {}
    _to(asking, Step.PURPOSES)
    assert not asking.page.words.isVisible()
    assert not asking.page.limits.isVisible()


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
    assert asking.page.focusWidget() is asking.page.witness.line
    assert asking.page.sees(asking.page.witness)


def test_a_digit_brings_a_question_out_of_sight_into_sight_and_does_not_answer_it(asking: Any, table: Desk) -> None:
    _to(asking, Step.PURPOSES)
    bar = asking.page._scroll.verticalScrollBar()
    table.bot.waitUntil(lambda: bar.maximum() > 0 and not asking.page._settling.isActive())
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
    for question in asking.page.questions.values():
        question.choose(1)
    assert asking.page.focusWidget() is asking.page.witness.line


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


def test_back_leads_to_the_words_and_keeps_what_was_answered(asking: Any) -> None:
    _to(asking, Step.PURPOSES)
    _press(asking, Key.Key_2)
    said = dict(asking.state.choices)
    asking.page.back.click()
    assert asking.state.step is Step.WORDS
    _to(asking, Step.PURPOSES)
    assert dict(asking.state.choices) == said != {}


def test_keeping_with_an_open_purpose_says_which_and_keeps_nothing(asking: Any, table: Desk) -> None:
    _to(asking, Step.PURPOSES)
    _press(asking, Key.Key_1)
    before = table.ask(lambda kit: consent.history(kit, PersonId(table.person)))
    asking.page.onward.click()
    assert asking.state.missing == tuple(each.purpose for each in asking.state.purposes[1:])
    assert table.ask(lambda kit: consent.history(kit, PersonId(table.person))) == before


def _again(table: Desk, asking: Any, **facts: str) -> Any:
    """Leave the page, and come back to it."""
    table.shown.remove(asking)
    asking.close()
    where = place("consent", **{"person": table.person, "session": table.session, **facts})
    again = table.show(ConsentPresenter(where, table.around), 905, 552)
    table.bot.waitUntil(lambda: not again.state.loading, timeout=20_000)
    return again


def _half_answered(asking: Any) -> dict[str, str]:
    _to(asking, Step.PURPOSES)
    for number, question in enumerate(list(asking.page.questions.values())[:3]):
        question.choose(1 + number % 2)
    asking.page.witness.line.setFocus()
    QTest.keyClicks(asking.page.witness.line, "AB")
    return dict(asking.state.choices)


def test_a_page_that_is_left_half_answered_goes_on_where_it_was(asking: Any, table: Desk) -> None:
    said = _half_answered(asking)
    asking.page.mode.picked.emit("paper")
    again = _again(table, asking)
    assert (dict(again.state.choices), again.state.step, again.state.mode, again.state.witness) == (said, Step.PURPOSES, "paper", "AB")
    assert again.page.restored.isVisible()
    assert not again.unsaved()
    assert again.page.focusWidget() is list(again.page.questions.values())[3].cards[0]


def test_what_is_half_answered_does_not_count(asking: Any, table: Desk) -> None:
    before = table.ask(lambda kit: consent.history(kit, PersonId(table.person)))
    _half_answered(asking)
    asking.keep_before_lock()
    assert table.ask(lambda kit: consent.history(kit, PersonId(table.person))) == before


def test_words_that_were_read_at_another_meeting_are_read_again(asking: Any, table: Desk) -> None:
    _half_answered(asking)
    again = _again(table, asking, session="")
    assert (again.state.step, dict(again.state.choices)) == (Step.WORDS, {})


def test_cancel_throws_the_answers_away(asking: Any, table: Desk) -> None:
    _half_answered(asking)
    asking.keep_before_lock()
    asking.page.cancel.click()
    again = _again(table, asking)
    assert (again.state.step, dict(again.state.choices)) == (Step.WORDS, {})


def test_beginning_again_starts_with_the_words(asking: Any, table: Desk) -> None:
    _half_answered(asking)
    again = _again(table, asking)
    again.page.restored.action.click()
    assert (again.state.step, dict(again.state.choices), again.page.witness.text()) == (Step.WORDS, {}, "")
    assert _again(table, again).state.step is Step.WORDS


def test_what_was_kept_is_not_half_answered_any_more(asking: Any, table: Desk) -> None:
    _to_witness(asking)
    _press(asking, Key.Key_Return)
    _kept(table, asking)
    again = _again(table, asking)
    assert (again.state.step, dict(again.state.choices)) == (Step.WORDS, {})


def test_without_words_to_read_nothing_can_be_explained(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, ConsentView(), EXAMPLES["problem"])
    explained: list[bool] = []
    view.explained.connect(lambda: explained.append(True))
    QTest.keyClick(view.focusWidget(), Key.Key_Return)
    assert not view.onward.isEnabled()
    assert explained == []


def test_while_it_opens_the_page_says_so_and_has_the_keyboard(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, ConsentView(), EXAMPLES["loading"])
    assert view.heading.text() == say("widget.opening")
    assert view.focusWidget() is view.heading
