"""The screen for sending data: counts, and a practice project that cannot be sent."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.crypto import sealing
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.changes import Outcome
from civicdesk.records.intake import ChainState
from civicdesk.records.releases import ReleaseState
from civicdesk.store import projects
from civicdesk.ui.screens.send.presenter import SendPresenter
from civicdesk.ui.screens.send.state import EXAMPLES
from civicdesk.ui.screens.send.view import SendView
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import receipts
from tests.journeys.conftest import make_pack, office  # noqa: F401 - fixtures
from tests.ui.desk import Desk, desk, finish_interview, in_state, too_small, unnamed, went


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, SendView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


def _shown(table: Desk) -> SendPresenter:
    presenter = table.show(SendPresenter(place("send"), table.around))
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=20_000)
    return presenter


def test_the_practice_project_cannot_be_sent(table: Desk) -> None:
    finish_interview(table)
    presenter = _shown(table)
    assert presenter.state.eligible == 1
    assert not presenter.page.prepare.isEnabled()
    assert presenter.page.note.text() == say("send_page.why.practice")


def test_somebody_without_answers_is_held_back_with_the_reason(table: Desk) -> None:
    assert _shown(table).state.held_back == ((say("send.held.unfinished", count=1), 1),)


def test_a_role_that_may_not_prepare_is_told_why(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, SendView(), EXAMPLES["cannot"])
    assert not view.prepare.isEnabled()
    assert view.note.text() == say("send_page.why.role")


def test_after_a_refusal_by_role_the_batch_cannot_be_asked_for_again(table: Desk) -> None:
    presenter = _shown(table)
    presenter._explain(Refused("ROLE-RIGHT", role="worker"))
    assert not presenter.state.allowed
    assert not presenter.page.prepare.isEnabled()
    presenter._explain(Refused("SEND-NOBODY"))
    assert not presenter.state.allowed


@pytest.mark.parametrize(("count", "words"), [(1, "has no finished answers"), (2, "have no finished answers")])
def test_reasons_read_right_behind_their_count(count: int, words: str) -> None:
    assert say("send.held.unfinished", count=count) == words


def test_a_batch_opens_its_report(table: Desk) -> None:
    presenter = _shown(table)
    heard = went(presenter)
    presenter._open("abc")
    assert [(how, where.word, where.fact("release")) for how, where in heard] == [("went", "release", "abc")]


def test_what_may_not_be_sent_is_explained(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.prepare_wanted.emit()
    table.bot.waitUntil(lambda: "SEND-PRACTICE" in presenter.state.sentence, timeout=20_000)
    assert not presenter.state.preparing


def test_enter_opens_the_current_batch(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, SendView(), EXAMPLES["ready"])
    opened: list[str] = []
    view.opened.connect(opened.append)
    view.table.go_to(1)
    view.table.opened.emit(1)
    assert opened == [EXAMPLES["ready"].releases[1].id]


def test_a_file_that_is_no_receipt_is_told(table: Desk, tmp_path: Path) -> None:
    presenter = _shown(table)
    (tmp_path / "note.json").write_bytes(b"{}")
    for name, code in (("note.json", "RECEIPT-FORMAT"), ("nowhere.json", "FILE-READ")):
        presenter.receipts.chosen.emit(str(tmp_path / name))
        table.bot.waitUntil(lambda code=code: code in presenter.state.sentence, timeout=20_000)


def test_what_a_receipt_says_is_told(table: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    presenter = _shown(table)
    (tmp_path / "receipt.json").write_bytes(b"{}")
    told = receipts.Receipt(
        batch_id="b",
        outer_sha256="0",
        laptop="l",
        state=ReleaseState.RECEIVED,
        refused=0,
        chain=ChainState.OK,
        people=8,
        responses=9,
        latest_pack=1,
    )
    monkeypatch.setattr(receipts, "take", lambda _kit, _data: Outcome(value=told))
    presenter.receipts.chosen.emit(str(tmp_path / "receipt.json"))
    table.bot.waitUntil(lambda: presenter.state.told == say("receipt.accepted", people=8, responses=9), timeout=20_000)


def test_the_way_to_the_words_is_offered_only_where_they_may_leave(table: Desk, make_pack: Callable[..., bytes]) -> None:  # noqa: F811
    assert _shown(table).page.words.isHidden()
    pack = make_pack(text=True, linkage=sealing.new_identity()[1])
    table.ask(lambda kit: projects.keep_pack(kit.workspace, pack, 1, by=kit.user.id))
    around = replace(table.around, words=frozenset({"words"}))
    presenter = table.show(SendPresenter(place("send"), around))
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=20_000)
    assert "0 people here" in presenter.page.linking.words()
    heard = went(presenter)
    presenter.page.words.click()
    assert heard == [("went", place("words"))]


def test_receipts_are_looked_for_on_the_server_and_what_they_say_is_told(table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    presenter = _shown(table)
    assert presenter.page.look.isHidden()
    monkeypatch.setattr(receipts, "errand", lambda _kit: "what for")
    monkeypatch.setattr(receipts, "look", lambda _asked: (b"found",))
    monkeypatch.setattr(receipts, "take_all", lambda _kit, _found: Outcome(value=()))
    presenter.page.look_wanted.emit()
    assert not presenter.page.receipt.isEnabled()
    table.bot.waitUntil(lambda: presenter.state.told == say("receipt.none"), timeout=20_000)
    assert presenter.page.receipt.isEnabled()
