"""What a person may ask for, in the window: taken back, restricted, put right, handed over, forgotten; and the register, by keys."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from civicdesk.records.consent import Purpose
from civicdesk.records.ids import PersonId, SubmissionId
from civicdesk.records.people import Role
from civicdesk.ui.screens.access.presenter import AccessPresenter
from civicdesk.ui.screens.activity.presenter import ActivityPresenter
from civicdesk.ui.screens.correct.presenter import CorrectPresenter
from civicdesk.ui.screens.erase.presenter import ErasePresenter
from civicdesk.ui.screens.people.presenter import PeoplePresenter
from civicdesk.ui.screens.person.presenter import PersonPresenter
from civicdesk.ui.screens.requests.presenter import RequestsPresenter
from civicdesk.ui.screens.withdraw.presenter import WithdrawPresenter
from civicdesk.ui.widgets.screen import Presenter, place
from civicdesk.workflows import consent, corrections, people, requests
from civicdesk.workflows.kit import Kit
from tests.ui.desk import Desk, desk, finish_interview, went

Key = Qt.Key


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def shown(table: Desk) -> Callable[..., Any]:
    """Show a screen about the person at the desk, and wait until the store has answered."""

    def show(kind: type[Presenter], **facts: str) -> Any:
        word = kind.__name__.removesuffix("Presenter").lower()
        presenter = table.show(kind(place(word, **{"person": table.person, **facts}), table.around))
        table.bot.waitUntil(lambda: not presenter.state.loading)
        return presenter

    return show


def press(view: Any, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(view.focusWidget(), key)


def write(view: Any, text: str) -> None:
    QTest.keyClicks(view.focusWidget(), text)


def allows(table: Desk, purpose: Purpose) -> bool:
    standing = table.ask(partial(_standing, table.person))
    return bool(standing.allows(purpose))


def _standing(person: str, kit: Kit) -> object:
    return consent.standing(kit, PersonId(person))


def test_what_is_taken_back_holds_before_the_page_says_so(table: Desk, shown: Callable[..., Any]) -> None:
    screen = shown(WithdrawPresenter)
    screen.page.cards["research"].click()
    screen.page.take.click()
    table.bot.waitUntil(lambda: bool(screen.state.done))
    assert [each.purpose for each in screen.state.done] == ["research"]
    assert "research" not in [each.purpose for each in screen.state.left]
    assert not allows(table, Purpose.RESEARCH)
    assert allows(table, Purpose.KEEP)


def test_nothing_ticked_takes_nothing_back(table: Desk, shown: Callable[..., Any]) -> None:
    screen = shown(WithdrawPresenter)
    screen.page.take.click()
    assert screen.state.problem
    assert allows(table, Purpose.RESEARCH)


def test_restricting_leaves_the_keeping_alone(table: Desk, shown: Callable[..., Any]) -> None:
    screen = shown(WithdrawPresenter, restrict="yes")
    screen.page.take.click()
    table.bot.waitUntil(lambda: bool(screen.state.done))
    assert [each.purpose for each in screen.state.left] == ["keep"]
    assert not any(allows(table, purpose) for purpose in Purpose if purpose is not Purpose.KEEP)


def test_the_slip_is_saved_where_somebody_chose(table: Desk, shown: Callable[..., Any], tmp_path: Path) -> None:
    screen = shown(WithdrawPresenter, restrict="yes")
    screen.page.take.click()
    table.bot.waitUntil(lambda: bool(screen.state.done))
    screen.page.save.click()
    screen.out.files.chosen.emit(str(tmp_path / "slip.pdf"))
    table.bot.waitUntil(lambda: bool(screen.state.told))
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")


def test_everything_held_is_saved_to_a_folder_and_nowhere_else(table: Desk, shown: Callable[..., Any], tmp_path: Path) -> None:
    screen = shown(AccessPresenter)
    folder = tmp_path / "chosen"
    folder.mkdir()
    screen.folder.chosen.emit(str(folder))
    table.bot.waitUntil(lambda: bool(screen.state.told))
    assert sorted(path.suffix for path in folder.iterdir()) == [".json", ".pdf"]
    assert not any("Wren" in path.name for path in folder.iterdir())
    assert "Wren Fictional" in next(folder.glob("*.json")).read_text(encoding="utf-8")


def test_a_person_is_forgotten_after_the_card_number_was_typed(table: Desk, shown: Callable[..., Any]) -> None:
    screen = shown(ErasePresenter)
    heard = went(screen)
    screen.page.to_card()
    write(screen.page, "9")
    press(screen.page, Key.Key_Return)
    assert screen.state.problem
    assert not screen.state.done
    press(screen.page, Key.Key_Backspace)
    write(screen.page, screen.state.card)
    press(screen.page, Key.Key_Return)
    table.bot.waitUntil(lambda: screen.state.done, timeout=20_000)
    assert table.ask(_nobody) == ()
    screen.page.finish.click()
    assert heard == [("replaced", place("people"))]


def _nobody(kit: Kit) -> object:
    return people.find(kit)


def test_an_answer_is_put_right_with_its_reason(table: Desk, shown: Callable[..., Any]) -> None:
    submission = finish_interview(table)
    screen = shown(CorrectPresenter, submission=submission)
    one = next(each for each in screen.state.answers if each.question.state.opts and len(each.question.state.opts) > 2)
    row = screen.state.answers.index(one)
    screen.page.table.go_to(row)
    screen.page.open.click()
    assert screen.state.chosen == one.question.state.ref
    other = next(value for value, _ in one.question.state.opts if value != one.question.state.v)
    screen.page.questions.answered.emit(screen.state.chosen, other, None)
    assert screen.unsaved()
    screen.page.keep.click()
    assert screen.state.problem_at == "reason"
    write(screen.page, "The wrong line was ticked")
    press(screen.page, Key.Key_Return)
    table.bot.waitUntil(lambda: bool(screen.state.past))
    assert not screen.unsaved()
    assert screen.state.past[0].reason == "The wrong line was ticked"
    (kept,) = table.ask(partial(_history, submission))
    assert (kept.before, kept.after) == (one.question.state.v, other)


def _history(submission: str, kit: Kit) -> object:
    return corrections.history(kit, SubmissionId(submission))


def test_back_leads_from_one_answer_to_the_list_first(table: Desk, shown: Callable[..., Any]) -> None:
    screen = shown(CorrectPresenter, submission=finish_interview(table))
    heard = went(screen)
    screen.page.open.click()
    screen.page.back.click()
    assert screen.state.chosen == ""
    assert heard == []
    screen.page.back.click()
    assert heard == [("back", None)]


def test_a_request_is_written_down_and_closed_by_keys(table: Desk, shown: Callable[..., Any]) -> None:
    screen = shown(RequestsPresenter)
    screen.make_new()
    screen.page.adding.kind.cards[0].setFocus()
    press(screen.page, Key.Key_1, Key.Key_Tab)
    write(screen.page, "1")
    press(screen.page, Key.Key_Tab, Key.Key_Tab)
    write(screen.page, "by telephone")
    press(screen.page, Key.Key_Return)
    table.bot.waitUntil(lambda: bool(screen.state.lines))
    assert screen.state.lines[0].standing == "open"
    screen.page.table.setFocus()
    press(screen.page, Key.Key_Return)
    table.bot.waitUntil(lambda: screen.state.one is not None)
    answered = [step for step, _ in screen.state.one.possible].index("answered")
    screen.page.one.step.choose(answered + 1)
    screen.page.keep.click()
    assert screen.state.problem_at == "note"
    screen.page.one.note.line.setFocus()
    write(screen.page, "handed over on paper")
    press(screen.page, Key.Key_Return)
    table.bot.waitUntil(lambda: screen.state.one.standing == "done")
    assert not screen.unsaved()
    (kept,) = table.ask(requests.register)
    assert [event.note for event in kept.events] == ["handed over on paper"]


@pytest.mark.parametrize(("typed", "at"), [({}, "kind"), ({"kind": "access", "day": "soon"}, "day"), ({"kind": "access"}, "card")])
def test_what_is_missing_in_a_request_is_said_at_its_field(table: Desk, shown: Callable[..., Any], typed: dict[str, str], at: str) -> None:
    screen = shown(RequestsPresenter)
    screen.make_new()
    panel = screen.page.adding
    panel.kind.put(typed.get("kind", ""))
    panel.day.put(typed.get("day", panel.day.text()))
    screen.page.keep.click()
    table.bot.waitUntil(lambda: screen.state.problem_at == at)


def test_the_dates_lead_to_what_is_done_about_them(table: Desk, shown: Callable[..., Any]) -> None:
    screen = shown(RequestsPresenter, part="dates")
    assert screen.state.may_erase
    assert screen.state.dates == ()


def test_the_log_is_narrowed_and_checked(table: Desk, shown: Callable[..., Any]) -> None:
    screen = shown(ActivityPresenter)
    screen.page.groups.chips["consent"].click()
    table.bot.waitUntil(lambda: {line.what for line in screen.state.lines} == {"Kept consent"})
    screen.page.check.click()
    table.bot.waitUntil(lambda: screen.state.checked > 0)
    assert screen.state.findings == ()


def test_the_page_of_a_person_offers_what_the_role_allows(table: Desk, shown: Callable[..., Any]) -> None:
    submission = finish_interview(table)
    screen = shown(PersonPresenter)
    assert [each.key for each in screen.state.rights] == ["restrict", f"correct:{submission}", "access", "request", "erase"]
    heard = went(screen)
    for key in ("restrict", f"correct:{submission}", "access", "request", "erase"):
        screen.page.rights.buttons[key].click()
    assert [where.word for _, where in heard] == ["withdraw", "correct", "access", "requests", "erase"]


def test_purposes_stand_in_the_words_and_the_order_of_the_pack(table: Desk, shown: Callable[..., Any]) -> None:
    screen = shown(PersonPresenter)
    statement = table.ask(_statement)
    assert screen.state.agreed == tuple(sentence for _, sentence in statement.purposes)
    assert ("Language", "English") in screen.state.facts


def _statement(kit: Kit) -> object:
    return consent.statement(kit)


def test_people_leads_to_the_register_and_the_log(table: Desk, shown: Callable[..., Any]) -> None:
    screen = shown(PeoplePresenter)
    heard = went(screen)
    screen.page.requests.click()
    screen.page.log.click()
    assert [where.word for _, where in heard] == ["requests", "activity"]
    assert screen.state.everybody


def test_every_role_is_a_row_of_the_table_of_roles() -> None:
    words = (Path(__file__).parents[2] / "docs" / "explanation" / "who-enforces-what.md").read_text(encoding="utf-8")
    assert [role for role in Role if role.value not in words] == []
