"""The screen of an office: its books are opened, a folder is taken in, and what came is said in words."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.i18n import say
from civicdesk.records.intake import Status
from civicdesk.ui.screens.help.presenter import HelpPresenter
from civicdesk.ui.screens.inbox.presenter import InboxPresenter
from civicdesk.ui.screens.inbox.state import EXAMPLES
from civicdesk.ui.screens.inbox.view import InboxView
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import pack_making, send
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import kit, make_pack, office, ready_made, tools  # noqa: F401 - fixtures
from tests.ui.desk import Desk, desk, in_state, too_small, unnamed, went
from tests.unit.workflows.centres import listed
from tests.unit.workflows.test_deliver import sealed

WORDS = "three invented words of the office"


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, InboxView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


def _opened(table: Desk, keys: Path, ledger: Path, words: str = "") -> InboxPresenter:
    ledger.mkdir(exist_ok=True)
    presenter = table.show(InboxPresenter(place("inbox"), table.around))
    presenter.keys.chosen.emit(str(keys))
    presenter.ledgers.chosen.emit(str(ledger))
    presenter.page.door.secret.put(words)
    presenter.page.open.click()
    table.bot.waitUntil(lambda: not presenter.state.busy, timeout=20_000)
    return presenter


def _done(table: Desk, presenter: InboxPresenter, act: Callable[[], object]) -> None:
    act()
    assert presenter.state.busy
    table.bot.waitUntil(lambda: not presenter.state.busy, timeout=20_000)


def test_bundles_of_a_folder_are_taken_in_once_their_laptop_is_enrolled(
    table: Desk,
    tmp_path: Path,
    kit: Kit,  # noqa: F811 - the fixture
    office: pack_making.OfficeKeys,  # noqa: F811 - the fixture
    make_pack: Callable[..., bytes],  # noqa: F811 - the fixture
) -> None:
    pack_making.save_keys(office, tmp_path / "keys")
    (tmp_path / "first.civicpack").write_bytes(make_pack())
    (tmp_path / "next.civicpack").write_bytes(make_pack(laptops=(listed(kit),)))
    (tmp_path / "stick").mkdir()
    bundle = send.sealed(kit, sealed(kit).id)
    (tmp_path / "stick" / bundle.name).write_bytes(bundle.data)
    (tmp_path / "stick" / "holiday.age").write_bytes(b"no bundle")
    presenter = _opened(table, tmp_path / "keys", tmp_path / "ledger")
    assert (presenter.state.opened, presenter.page.take.isEnabled()) == (True, False)
    _done(table, presenter, lambda: presenter.packs.chosen.emit(str(tmp_path / "first.civicpack")))
    assert "Test project" in presenter.state.told
    _done(table, presenter, lambda: presenter.folders.chosen.emit(str(tmp_path / "stick")))
    assert {line.status for line in presenter.state.came} == {Status.QUARANTINED, Status.DAMAGED}
    assert presenter.page.aside.words() == say("inbox_page.aside", count=1)
    _done(table, presenter, lambda: presenter.packs.chosen.emit(str(tmp_path / "next.civicpack")))
    _done(table, presenter, presenter.page.aside.action.click)
    assert [(line.status, line.file) for line in presenter.state.came] == [(Status.ACCEPTED, bundle.name)]
    assert [(held.people, held.responses, held.quarantined) for held in presenter.state.holdings] == [(8, 8, 0)]


def test_sealed_keys_ask_for_their_passphrase(table: Desk, tmp_path: Path, office: pack_making.OfficeKeys) -> None:  # noqa: F811
    pack_making.save_keys(office, tmp_path / "keys", WORDS)
    presenter = _opened(table, tmp_path / "keys", tmp_path / "ledger", "other words")
    assert (presenter.state.opened, "OFFICE-PASSPHRASE" in presenter.state.sentence) == (False, True)
    presenter.page.door.secret.put(WORDS)
    presenter.page.open.click()
    table.bot.waitUntil(lambda: presenter.state.opened and not presenter.state.busy, timeout=20_000)
    assert presenter.page.door.secret.text() == ""


def test_a_folder_without_keys_is_told(table: Desk, tmp_path: Path) -> None:
    presenter = _opened(table, tmp_path, tmp_path / "ledger")
    assert (presenter.state.opened, "CENTRAL-KEYS" in presenter.state.sentence) == (False, True)


def test_a_pack_that_is_none_is_told(table: Desk, tmp_path: Path, office: pack_making.OfficeKeys) -> None:  # noqa: F811
    pack_making.save_keys(office, tmp_path / "keys")
    presenter = _opened(table, tmp_path / "keys", tmp_path / "ledger")
    _done(table, presenter, lambda: presenter.packs.chosen.emit(str(tmp_path / "nowhere")))
    assert "FILE-READ" in presenter.state.sentence


def test_the_help_leads_to_it(table: Desk) -> None:
    presenter = table.show(HelpPresenter(place("help"), table.around))
    ways = went(presenter)
    presenter.page.office.click()
    assert ways == [("went", place("inbox"))]
