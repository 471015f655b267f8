"""The start page: where somebody left off, and the place of a new session."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.errors import Damaged
from civicdesk.i18n import say
from civicdesk.records.ids import PersonId, QuestionRef, SubmissionId
from civicdesk.store import erasing, projects
from civicdesk.ui.screens.today.presenter import TodayPresenter
from civicdesk.ui.screens.today.state import EXAMPLES, TodayState, place_beforehand, places_offered
from civicdesk.ui.screens.today.view import TodayView
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import backup, forms, funding, interview, rescue
from civicdesk.workflows.kit import PAUSED, Kit
from tests.ui.desk import Desk, begin_interview, desk, in_state, went

Key = Qt.Key
TWO = EXAMPLES["starting for the first time"]


@pytest.fixture
def page(shown: Callable[..., QWidget], qtbot: QtBot) -> Callable[[TodayState], Any]:
    """Show the page as it stands before, then ask for a new session, and note what is started."""

    def show(state: TodayState) -> Any:
        view = in_state(shown, qtbot, TodayView(), replace(state, starting=False))
        view.begun = []
        view.started.connect(lambda *said: view.begun.append(said))
        view.render_state(state)
        qtbot.wait(1)
        return view

    return show


def _press(view: Any, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(view.focusWidget(), key)


def test_the_last_place_needs_enter_and_enter(page: Callable[[TodayState], Any]) -> None:
    view = page(EXAMPLES["starting"])
    _press(view, Key.Key_Return)
    assert view.begun == []
    assert view.focusWidget() is view.start
    _press(view, Key.Key_Return)
    assert view.begun == [("Placeholder Hall", "WF", "1")]


def test_the_only_place_is_chosen_beforehand(page: Callable[[TodayState], Any]) -> None:
    view = page(EXAMPLES["starting at the only place"])
    _press(view, Key.Key_Return, Key.Key_Return)
    assert [said[0] for said in view.begun] == ["Placeholder Hall"]


def test_of_several_places_none_is_chosen_the_first_time(page: Callable[[TodayState], Any]) -> None:
    view = page(TWO)
    assert view.places.value() == ""
    _press(view, Key.Key_2, Key.Key_Return, Key.Key_Return)
    assert [said[0] for said in view.begun] == [TWO.places[1]]


def test_another_place_is_typed(page: Callable[[TodayState], Any]) -> None:
    view = page(TWO)
    assert not view.place.isVisible()
    _press(view, Key.Key_3)
    assert view.focusWidget() is view.place.line
    QTest.keyClicks(view.focusWidget(), "Invented Corner")
    _press(view, Key.Key_Return)
    assert [said[0] for said in view.begun] == ["Invented Corner"]


def test_enter_without_a_place_reports_none(page: Callable[[TodayState], Any]) -> None:
    view = page(TWO)
    _press(view, Key.Key_Return)
    assert [said[0] for said in view.begun] == [""]


def test_without_places_the_line_is_there_at_once(page: Callable[[TodayState], Any]) -> None:
    view = page(EXAMPLES["starting without place"])
    assert not view.places.isVisible()
    assert view.focusWidget() is view.place.line


def test_what_is_typed_stays_when_the_page_is_asked_again(page: Callable[[TodayState], Any]) -> None:
    view = page(TWO)
    _press(view, Key.Key_3)
    QTest.keyClicks(view.focusWidget(), "Invented Corner")
    view.people.put("WF, CO")
    view.render_state(replace(TWO, people=99))
    assert (view.place.text(), view.people.text()) == ("Invented Corner", "WF, CO")


def test_a_last_place_that_is_not_in_the_pack_is_offered_too() -> None:
    state = TodayState(places=("Placeholder Hall",), last_place="Invented Corner")
    assert places_offered(state) == ("Placeholder Hall", "Invented Corner")
    assert place_beforehand(state) == "Invented Corner"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("open", "You were in the session at Placeholder Hall. 1 survey is not finished. Nothing is lost."),
        ("open, nothing unfinished", "You were in the session at Placeholder Hall. Nothing is lost."),
        ("unfinished", "2 surveys are not finished. Nothing is lost."),
        ("empty", ""),
    ],
)
def test_where_somebody_left_off_is_said(shown: Callable[..., QWidget], qtbot: QtBot, name: str, words: str) -> None:
    view = in_state(shown, qtbot, TodayView(), EXAMPLES[name])
    assert view.standing.words() == words


def test_enter_goes_back_into_the_open_session(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, TodayView(), EXAMPLES["open"])
    with qtbot.waitSignal(view.session_wanted):
        _press(view, Key.Key_Return)
    assert view.start.accessibleName() == say("today.go_back_in")


@pytest.mark.parametrize(
    ("name", "notice", "key"),
    [
        ("damaged", "damaged", "backup"),
        ("paused, coordinator", "paused", "backup"),
        ("recovery code used", "recovery", "recovery"),
        ("no backup", "backup", "backup"),
        ("closed a moment ago", "closed", "laptop"),
    ],
)
def test_a_notice_leads_to_where_it_can_be_mended(shown: Callable[..., QWidget], qtbot: QtBot, name: str, notice: str, key: str) -> None:
    view = in_state(shown, qtbot, TodayView(), EXAMPLES[name])
    with qtbot.waitSignal(view.place_wanted) as heard:
        view.notices[notice].action.click()
    assert heard.args == [key]


@pytest.mark.parametrize("name", ["paused, worker", "damaged, no backup"])
def test_what_somebody_cannot_mend_has_no_button(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, TodayView(), EXAMPLES[name])
    assert [notice for notice in view.notices.values() if notice.action.isVisible()] == []


def test_what_is_due_leads_on(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, TodayView(), EXAMPLES["due"])
    assert list(view.due.buttons) == ["erasure", "requests", "retention", "send"]
    with qtbot.waitSignal(view.place_wanted) as heard:
        view.due.buttons["requests"].click()
    assert heard.args == ["requests"]


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


def _today(table: Desk, **facts: str) -> TodayPresenter:
    presenter = table.show(TodayPresenter(place("today", **facts), table.around))
    table.bot.waitUntil(lambda: not presenter.state.loading, timeout=20_000)
    return presenter


def test_going_on_with_a_survey_leaves_the_session_on_the_way_back(table: Desk) -> None:
    begin_interview(table, 1)
    presenter = _today(table)
    heard = went(presenter)
    presenter.page.survey_wanted.emit(presenter.state.unfinished[0].submission)
    assert [where.word for _, where in heard if where] == ["session", "interview"]


def test_a_waiting_erasure_and_a_pause_are_seen(table: Desk) -> None:
    table.ask(lambda kit: projects.keep_setting(kit.workspace, PAUSED, kit.now().isoformat()))
    table.ask(lambda kit: erasing.erase(kit.workspace, PersonId(table.person), kit.now(), by=kit.user.id))
    presenter = _today(table, just="unlocked")
    table.bot.waitUntil(lambda: bool(presenter.state.due), timeout=20_000)
    assert (presenter.state.paused, presenter.state.may_confirm, presenter.state.due[0].key) == (True, True, "erasure")
    presenter.page.place_wanted.emit("erasure")
    table.bot.waitUntil(lambda: not presenter.state.due, timeout=20_000)


@pytest.mark.parametrize(("days", "words"), [(3, "Invented Fund closes in 3 days"), (0, "Invented Fund closes today")])
def test_money_that_closes_soon_is_due_and_leads_to_the_calls(table: Desk, days: int, words: str) -> None:
    def add(kit: Kit) -> None:
        for more in (days, 20):
            closes = kit.now().date() + timedelta(days=more)
            funding.add(kit, {"title": "Invented Fund", "closes": closes.isoformat(), "watched": "yes"})

    table.ask(add)
    presenter = _today(table)
    table.bot.waitUntil(lambda: bool(presenter.state.due), timeout=20_000)
    told = presenter.state.due[-1]
    assert (told.key, told.label, told.why) == ("funding", "2 calls for money close soon", words)
    heard = went(presenter)
    presenter.page.place_wanted.emit("funding")
    assert heard == [("went", place("directory", part="money"))]


def test_a_workspace_without_its_forms_takes_them_from_its_pack(table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    adopted: list[Kit] = []
    monkeypatch.setattr(forms, "cards", lambda _kit: ())
    monkeypatch.setattr(forms, "adopt_pack", adopted.append)
    _today(table)
    assert len(adopted) == 1


def test_damage_is_told_with_the_way_to_the_backups(table: Desk) -> None:
    presenter = _today(table)
    presenter._explain(Damaged("STORE-DAMAGED"))
    assert (presenter.state.damaged, presenter.state.problem) == (True, "")
    heard = went(presenter)
    presenter.page.place_wanted.emit("backup")
    assert [where.word for _, where in heard if where] == ["backup"]


@pytest.mark.parametrize("off", [True, False])
def test_what_the_checks_found_is_told_after_unlocking(table: Desk, monkeypatch: pytest.MonkeyPatch, *, off: bool) -> None:
    seen = backup.LookedOver(found=("Entry 3 of the audit is missing.",), writing_off=off, newest_backup=None)
    monkeypatch.setattr(backup, "look_over", lambda _kit: seen)
    presenter = _today(table, just="unlocked")
    table.bot.waitUntil(lambda: presenter.state.damaged or bool(presenter.state.problem), timeout=20_000)
    assert (presenter.state.damaged, "Entry 3" in presenter.state.problem) == (off, not off)


def _sealed(submission: str, folder: Path | None, kit: Kit) -> Path:
    """Seal an answer as the page does that says the last answer is not kept."""
    asking = interview.resume(kit, SubmissionId(submission))
    question = next(each.state for each in asking.page().questions if each.state.opts)
    held = rescue.Held(question=QuestionRef(question.ref), value=question.opts[-1][0] if question.opts else "")
    return rescue.save(kit, SubmissionId(submission), (held,), folder)


def test_a_sealed_answer_comes_back_with_the_next_unlocking(table: Desk) -> None:
    submission = begin_interview(table)
    table.ask(partial(_sealed, submission, None))
    presenter = _today(table, just="unlocked")
    table.bot.waitUntil(lambda: presenter.state.rescued == 1, timeout=20_000)
    assert "1 answer came back" in presenter.page.notices["rescued"].words()


def test_a_sealed_file_that_cannot_be_taken_in_is_told(table: Desk) -> None:
    submission = begin_interview(table)
    written = table.ask(partial(_sealed, submission, None))
    written.write_bytes(b"no such thing")
    presenter = _today(table, just="unlocked")
    table.bot.waitUntil(lambda: presenter.state.not_rescued == 1, timeout=20_000)
    assert "could not be taken in" in presenter.page.notices["not_rescued"].words()
    assert written.exists()
