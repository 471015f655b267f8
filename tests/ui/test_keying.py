"""Keying in on a real workspace: digits alone, hardly more keys than questions, twice and compared."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from civicdesk.records.answers import CaptureMode, SubmissionState
from civicdesk.records.ids import PersonId, SubmissionId
from civicdesk.records.keying import KeyingItem
from civicdesk.records.paper_forms import PaperChoice, Way, code_of
from civicdesk.store import answers, people
from civicdesk.ui.screens.keying.presenter import KeyingPresenter
from civicdesk.ui.screens.keying.state import EXAMPLES, Step
from civicdesk.ui.screens.keying.view import KeyingView
from civicdesk.ui.widgets.paper_keys import at_once, fits, read
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import forms
from tests.ui.desk import Desk
from tests.unit.workflows.conftest import plain_form

Key = Qt.Key
TODAY = date(2026, 8, 4)
MOST_KEYS = 1.2
"""Keys for each question with one choice."""


@pytest.fixture
def pile(table: Desk) -> Any:
    presenter = table.show(KeyingPresenter(place("keying"), table.around))
    table.bot.waitUntil(lambda: presenter.state.ready and not presenter.state.busy, timeout=20_000)
    return presenter


def _add_plain(kit: Any) -> Any:
    return forms.add(kit, plain_form())


def _begin(table: Desk, pile: Any, code: str) -> None:
    """Fill in the first page with keys, and begin."""
    card = table.ask(lambda kit: people.person(kit.workspace, PersonId(table.person)).card)
    for field, text in zip(pile.page.pile.fields(), (code, card, "3 8 2026"), strict=False):
        field.line.setFocus()
        table.bot.keyClicks(field.line, text)
    table.bot.keyClick(pile.page.pile.round.line, Key.Key_Return)
    table.bot.waitUntil(lambda: pile.state.step is Step.TYPING and not pile.state.busy, timeout=20_000)


def _press(table: Desk, pile: Any, *keys: Any, alt: bool = False) -> None:
    """Press keys on the line one by one, each when the one before has landed."""
    held = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
    for key in keys:
        table.bot.keyClick(pile.page.typing.entry, key, held)
        table.bot.waitUntil(lambda: not pile.state.busy, timeout=20_000)


@pytest.fixture
def plain(table: Desk, pile: Any) -> Any:
    """Return the screen at the first question of a small form: words, years, again, town, place."""
    _begin(table, pile, code_of(table.ask(_add_plain).id))
    return pile


def _type_plain(table: Desk, plain: Any, years: str) -> None:
    entry = plain.page.typing.entry
    table.bot.keyClicks(entry, "a garden")
    _press(table, plain, Key.Key_Return)
    table.bot.keyClicks(entry, years)
    _press(table, plain, Key.Key_Return, Key.Key_1, Key.Key_1)
    table.bot.keyClicks(entry, "the hall")
    _press(table, plain, Key.Key_Return, Key.Key_Return)  # the last: there is no other visit


def test_a_question_with_one_choice_takes_hardly_more_than_one_key(table: Desk, pile: Any) -> None:
    shipped = next(card for card in table.ask(forms.cards) if card.form_id.startswith(("civic", "practice")))
    _begin(table, pile, code_of(shipped.id))
    items = keys = 0
    while pile.state.step is Step.TYPING and items < 40:
        item = pile.state.page.item
        single = item.way in {Way.TICK_ONE, Way.STEPS}
        pressed = item.choices[-1].key if single else ""
        for digit in pressed:
            _press(table, pile, Qt.Key(ord(digit)))
        waits = pile.state.step is Step.TYPING and pile.state.page.item == item
        if waits:
            _press(table, pile, Key.Key_Return)
        if single:
            items += 1
            keys += len(pressed) + waits
    print(f"\nkeys: {keys} for {items} questions with one choice", end="")  # noqa: T201 - the figures
    assert items > 20
    assert keys / items <= MOST_KEYS


def test_a_form_typed_once_is_kept_and_the_next_one_begins(table: Desk, plain: Any) -> None:
    _type_plain(table, plain, "12")
    table.bot.waitUntil(lambda: plain.state.step is Step.TYPED, timeout=20_000)
    submission = plain.state.page.submission
    plain.page.third.click()
    table.bot.waitUntil(lambda: plain.state.step is Step.PILE and bool(plain.state.told), timeout=20_000)
    kept = table.ask(lambda kit: answers.submission(kit.workspace, SubmissionId(submission)))
    assert (kept.state, kept.mode, kept.collected_on) == (SubmissionState.FINISHED, CaptureMode.PAPER, "2026-08-03")
    assert plain.page.pile.card.text() == ""


def test_two_typings_are_compared_on_the_screen(table: Desk, plain: Any) -> None:
    _type_plain(table, plain, "12")
    plain.page.main.click()
    table.bot.waitUntil(lambda: plain.state.step is Step.TYPING and not plain.state.busy, timeout=20_000)
    assert plain.state.page.lines == ()
    _type_plain(table, plain, "21")
    table.bot.waitUntil(lambda: plain.state.step is Step.COMPARE, timeout=20_000)
    assert [(each.first, each.second) for each in plain.state.differences] == [("12", "21")]
    assert not plain.page.main.isEnabled()
    plain.page.compare.rows[0].choose(2)
    plain.page.main.click()
    table.bot.waitUntil(lambda: plain.state.step is Step.PILE and bool(plain.state.told), timeout=20_000)


def test_enter_again_keeps_what_the_form_does_not_expect(table: Desk, plain: Any) -> None:
    _press(table, plain, Key.Key_Return)
    table.bot.keyClicks(plain.page.typing.entry, "250")
    _press(table, plain, Key.Key_Return)
    assert plain.page.warning.isVisible()
    _press(table, plain, Key.Key_Return)
    assert plain.state.page.lines[0].holds
    assert plain.state.page.item.number == "3"


def test_another_number_after_a_warning_is_looked_at_again(table: Desk, plain: Any) -> None:
    _press(table, plain, Key.Key_Return)
    entry = plain.page.typing.entry
    table.bot.keyClicks(entry, "250")
    _press(table, plain, Key.Key_Return)
    entry.selectAll()
    table.bot.keyClicks(entry, "25")
    _press(table, plain, Key.Key_Return)
    assert (plain.state.page.lines[0].answer, plain.state.page.lines[0].holds) == ("25", False)


def test_what_cannot_be_read_stays_on_the_line(table: Desk, plain: Any) -> None:
    _press(table, plain, Key.Key_Return)
    table.bot.keyClicks(plain.page.typing.entry, "many")
    _press(table, plain, Key.Key_Return)
    assert plain.page.trouble.isVisible()
    assert plain.page.typing.entry.text() == "many"


def test_alt_keys_say_why_there_is_no_answer(table: Desk, plain: Any) -> None:
    _press(table, plain, Key.Key_D, alt=True)
    _press(table, plain, Key.Key_R, alt=True)
    said = [line.answer for line in plain.state.page.lines]
    assert len(set(said)) == 2
    assert "" not in said


def test_alt_left_goes_back_to_the_question_before(table: Desk, plain: Any) -> None:
    _press(table, plain, Key.Key_Return, Key.Key_Return)
    _press(table, plain, Key.Key_Left, alt=True)
    assert plain.state.page.item.number == "2"
    _press(table, plain, Key.Key_Left, alt=True)
    assert plain.state.page.item.number == "1"


def test_an_answer_that_is_not_asked_for_is_kept_out_by_alt_k(table: Desk, plain: Any) -> None:
    _press(table, plain, Key.Key_Return, Key.Key_Return, Key.Key_1)
    assert plain.page.passed.isVisible()
    _press(table, plain, Key.Key_K, alt=True)
    assert not plain.page.passed.isVisible()
    assert plain.state.told


def test_digits_that_begin_no_choice_are_dropped(table: Desk, plain: Any) -> None:
    _press(table, plain, Key.Key_Return, Key.Key_Return, Key.Key_7)
    assert plain.page.typing.entry.text() == ""
    assert plain.state.page.item.number == "3"


def test_a_form_that_was_left_is_on_the_pile_and_goes_on(table: Desk, plain: Any) -> None:
    _press(table, plain, Key.Key_Return, Key.Key_Return)
    plain.page.second.click()
    table.bot.waitUntil(lambda: bool(plain.state.begun), timeout=20_000)
    plain.page.second.click()
    table.bot.waitUntil(lambda: plain.state.step is Step.TYPING, timeout=20_000)
    assert plain.state.page.item.number == "3"


def test_a_wrong_first_page_is_told_and_stays(table: Desk, pile: Any) -> None:
    for field, text in zip(pile.page.pile.fields(), ("ZZZ-ZZZ", "001", ""), strict=False):
        table.bot.keyClicks(field.line, text)
    pile.page.main.click()
    table.bot.waitUntil(lambda: "KEYING-CODE" in pile.state.problem, timeout=20_000)
    assert pile.page.pile.code.text() == "ZZZ-ZZZ"


# --- reading --------------------------------------------------------------------------------------------------------------------------


def _item(way: Way, *keys: str) -> KeyingItem:
    choices = tuple(PaperChoice(value=f"v{key}", label=f"Label {key}", key=key) for key in keys)
    shown = EXAMPLES["one choice"].page
    assert shown is not None
    assert shown.item is not None
    return replace(shown.item, way=way, choices=choices)


@pytest.mark.parametrize(
    ("item", "typed", "value"),
    [
        (_item(Way.TICK_ONE, "1", "2"), "2", "v2"),
        (_item(Way.STEPS, "0", "1", "10"), "1", "v1"),
        (_item(Way.TICK_MANY, "1", "2", "3"), "13", "v1 v3"),
        (_item(Way.TICK_MANY, "01", "02", "11"), "0111", "v01 v11"),
        (_item(Way.TICK_MANY, "1", "2", "10"), "1 10", "v1 v10"),
        (_item(Way.TICK_MANY, "1", "2"), "9", None),
        (_item(Way.ORDER, "1", "2", "3"), "312", "v2 v3 v1"),
        (_item(Way.ORDER, "1", "2", "3"), "2 0 1", "v3 v1"),
        (_item(Way.ORDER, "1", "2"), "11", None),
        (_item(Way.ORDER, "1", "2"), "1", None),
        (_item(Way.CODE, "001", "002"), "label 002", "v002"),
        (_item(Way.CODE, "001", "002"), "label", None),
        (_item(Way.DATE), "04082026", "2026-08-04"),
        (_item(Way.DATE), "4.8.26", "2026-08-04"),
        (_item(Way.DATE), "31022026", None),
        (_item(Way.TIME), "0930", "09:30:00.000+01:00"),
        (_item(Way.MOMENT), "040820260930", "2026-08-04T09:30:00.000+01:00"),
        (_item(Way.MOMENT), "04082026", None),
        (_item(Way.WHOLE), "12", "12"),
        (_item(Way.WHOLE), "a dozen", None),
        (_item(Way.DECIMAL), "1,5", "1.5"),
        (_item(Way.LINES), " a garden ", "a garden"),
    ],
)
def test_fingers_are_read_generously(item: KeyingItem, typed: str, value: str | None) -> None:
    assert read(item, typed, TODAY, "+01:00") == value


def test_a_key_that_begins_a_longer_one_waits_for_enter() -> None:
    item = _item(Way.STEPS, "0", "1", "10")
    assert [at_once(item, typed) for typed in ("0", "1", "10")] == ["v0", None, "v10"]
    assert (fits(item, "10"), fits(item, "11")) == (True, False)


def test_the_view_shows_every_step(qtbot: QtBot) -> None:
    view = KeyingView()
    qtbot.addWidget(view)
    for state in EXAMPLES.values():
        view.render_state(state)
    assert view.heading.text()
