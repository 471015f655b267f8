"""One batch: what a second person reads, types and seals."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.errors import Unavailable
from civicdesk.i18n import say
from civicdesk.records.releases import CheckResult, DeliveryPlace, ReleaseState
from civicdesk.ui.jobs import Course
from civicdesk.ui.screens.release.presenter import ReleasePresenter
from civicdesk.ui.screens.release.state import EXAMPLES, INTRUDER, Role, checks_in_order, role_of, verdict
from civicdesk.ui.screens.release.view import ReleaseView
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import deliver, released, send, sheet
from tests.ui.desk import MOMENT, Desk, desk, in_state, too_small, unnamed


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, ReleaseView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


class _Release:
    """A batch as the workspace would hand it over."""

    def __init__(self, state: ReleaseState) -> None:
        example = EXAMPLES["approve"].batch
        assert example is not None
        self.id, self.state, self.report, self.report_hash = "abc", state, example.report, example.report_hash
        self.people, self.responses, self.preparer = example.people, example.responses, "somebody else"
        self.prepared_at = MOMENT


def hand_over(patch: pytest.MonkeyPatch, states: list[ReleaseState]) -> None:
    """Let the workspace hand over a batch in its newest state, which the log knows and which has one file."""
    patch.setattr(send, "release", lambda _kit, _which: _Release(states[-1]))
    patch.setattr(released, "history", lambda _kit, _which: (("release-kept", 7),))
    patch.setattr(released, "file_names", lambda _kit, _release: ("x.age",))


@pytest.fixture
def opened(table: Desk, monkeypatch: pytest.MonkeyPatch) -> Any:
    states = [ReleaseState.PREPARED]
    hand_over(monkeypatch, states)
    presenter = table.show(ReleasePresenter(place("release", release="abc"), table.around))
    presenter.states = states
    table.bot.waitUntil(lambda: presenter.state.batch is not None, timeout=20_000)
    return presenter


def test_a_missing_word_is_named_before_anything_is_asked(opened: Any) -> None:
    opened.page.act.click()
    assert [name for name, _ in opened.state.problems] == ["scenario1", "scenario2", "scenario3", "reason", "passphrase"]
    assert opened.page.summary.references() == ("scenario1", "scenario2", "scenario3", "reason", "passphrase")


def test_an_approval_carries_what_was_typed(opened: Any, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[send.Approval] = []

    def approve(_kit: object, approval: send.Approval) -> None:
        given.append(approval)
        opened.states.append(ReleaseState.APPROVED)

    monkeypatch.setattr(send, "approve", approve)
    for field in opened.page.form.tries.values():
        field.put("Could not tell")
    opened.page.form.reason.put("Asked for by the centre")
    opened.page.form.secret.put("words of Kim")
    opened.page.act.click()
    table.bot.waitUntil(lambda: opened.state.role is Role.SEAL, timeout=20_000)
    assert [outcome for _, outcome in given[0].intruder.scenarios] == ["Could not tell"] * 3
    assert given[0].intruder.reason == "Asked for by the centre"
    assert given[0].passphrase == "words of Kim"
    assert opened.page.form.secret.text() == ""


def test_a_bundle_that_could_not_be_written_stays_in_hand(
    opened: Any, table: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sealed = send.Sealed(release=_Release(ReleaseState.SEALED), files=(("x.age", b"sealed"), ("y.age", b"too")))  # type: ignore[arg-type]
    monkeypatch.setattr(send, "seal", lambda _kit, _which: sealed)

    def no_disk(*_given: object) -> None:
        raise Unavailable("STORE-WRITE")

    with monkeypatch.context() as broken:
        broken.setattr(sheet, "save", no_disk)
        opened.files.chosen.emit(str(tmp_path))
        table.bot.waitUntil(lambda: opened.state.unsaved, timeout=20_000)
    assert not opened.ready_to_leave()
    opened.files.chosen.emit(str(tmp_path))
    table.bot.waitUntil(lambda: not opened.state.unsaved, timeout=20_000)
    assert [(tmp_path / name).read_bytes() for name in ("x.age", "y.age")] == [b"sealed", b"too"]
    assert "x.age, y.age" in opened.state.told
    assert opened.ready_to_leave()


def _words(view: QWidget) -> str:
    return " ".join(label.text() for label in view.findChildren(QWidget) if hasattr(label, "text") and callable(label.text))


def test_tables_are_read_before_anybody_approves(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    words = _words(in_state(shown, qtbot, ReleaseView(), EXAMPLES["with tables"]))
    assert all(told in words for told in ("district by sex (2026-03)", "East / North", "48", say("release_page.hidden")))


def test_what_stops_a_batch_says_what_to_do(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    batch = EXAMPLES["blocked"].batch
    assert batch is not None
    words = _words(in_state(shown, qtbot, ReleaseView(), EXAMPLES["blocked"]))
    assert say("release_page.remedy", remedy=checks_in_order(batch)[0].remedy) in words


def test_the_entries_of_the_log_and_the_names_of_the_files_stand_below(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    words = _words(in_state(shown, qtbot, ReleaseView(), EXAMPLES["several files"]))
    assert say("release_page.logged.release-sealed", number=121) in words
    assert "9f2c9f2c 9f2c9f2c" in words
    assert "exmpl-77d0c1b2a3948586-1c2d3e4f.age" in words


def test_nobody_approves_what_they_prepared() -> None:
    assert role_of(ReleaseState.PREPARED, same_person=True) is Role.WAIT
    assert role_of(ReleaseState.PREPARED, same_person=False) is Role.APPROVE


def test_what_stops_a_batch_stands_first_and_hides_the_form(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    batch = EXAMPLES["blocked"].batch
    assert batch is not None
    assert checks_in_order(batch)[0].result is CheckResult.BLOCK
    view = in_state(shown, qtbot, ReleaseView(), EXAMPLES["blocked"])
    assert not view.form.isVisible()
    assert not view.act.isVisible()


def test_the_form_that_is_still_to_be_filled_in_does_not_stop_the_batch() -> None:
    batch = EXAMPLES["approve"].batch
    assert batch is not None
    assert {check.result for check in checks_in_order(batch) if check.code == INTRUDER} == {CheckResult.WARN}
    assert verdict(batch) is CheckResult.WARN


def test_a_result_is_a_word_and_not_a_colour_alone(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, ReleaseView(), EXAMPLES["approve"])
    words = _words(view)
    assert say("release_page.result.PASS") in words
    assert say("release_page.result.WARN") in words


class _Server:
    """A project that names a server; what the hands of `deliver` did, in order."""

    def __init__(self, *, password: bool) -> None:
        self.done: list[str] = []
        self.password = password
        self.why: Unavailable | None = None

    def take_over(self, patch: pytest.MonkeyPatch, states: list[ReleaseState]) -> None:
        """Stand in for the server: no network is reached from here, and real ones are tried in tests/transport."""
        place_there = DeliveryPlace(kind="webdav", address="https://files.example/inbox")
        patch.setattr(deliver, "place", lambda _kit: place_there)
        patch.setattr(deliver, "has_secret", lambda _kit: self.password)
        patch.setattr(deliver, "keep_secret", lambda _kit, secret: self.done.append(f"keep {secret}"))
        patch.setattr(deliver, "errand", lambda _kit, which: self.done.append(f"errand {which}"))
        patch.setattr(deliver, "carry", self._carry)
        patch.setattr(deliver, "carried", lambda _kit, _asked: states.append(ReleaseState.SENT))

    def _carry(self, _asked: object, course: Course) -> bool:
        course.tell(1, 2)
        if self.why is not None:
            raise self.why
        self.done.append("carry")
        return False


@pytest.fixture
def server() -> _Server:
    return _Server(password=False)


@pytest.fixture
def to_send(table: Desk, monkeypatch: pytest.MonkeyPatch, server: _Server) -> Any:
    states = [ReleaseState.SEALED]
    server.take_over(monkeypatch, states)
    hand_over(monkeypatch, states)
    presenter = table.show(ReleasePresenter(place("release", release="abc"), table.around))
    table.bot.waitUntil(lambda: presenter.state.batch is not None, timeout=20_000)
    return presenter


def test_the_password_is_asked_once_and_the_bundle_goes(to_send: Any, table: Desk, server: _Server) -> None:
    to_send.page.send.click()
    assert [name for name, _ in to_send.state.problems] == ["password"]
    assert to_send.page.summary.references() == ("password",)
    to_send.page.password.put("six plain words")
    to_send.page.send.click()
    table.bot.waitUntil(lambda: to_send.state.batch.state is ReleaseState.SENT, timeout=20_000)
    assert server.done == ["keep six plain words", "errand abc", "carry"]
    assert to_send.state.told == say("deliver.sent", server="files.example")
    assert to_send.page.password.text() == ""
    assert to_send.page.send.isHidden()


@pytest.mark.parametrize(("code", "asks"), [("UPLOAD-DENIED", True), ("UPLOAD-LINE", False)])
def test_what_a_server_says_is_told_and_it_can_be_sent_again(to_send: Any, table: Desk, server: _Server, code: str, asks: bool) -> None:
    server.why = Unavailable(code, host="files.example")
    to_send.page.password.put("words")
    to_send.page.send.click()
    table.bot.waitUntil(lambda: code in to_send.state.sentence, timeout=20_000)
    assert to_send.page.send.isEnabled()
    assert to_send.state.asks_password is asks


def test_a_screen_that_is_left_stops_what_is_on_its_way(to_send: Any) -> None:
    course = to_send._course
    to_send.close()
    assert course.is_stopped()
