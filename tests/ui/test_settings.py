"""Settings hold at once; the passphrase and the backup are real."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk import paths
from civicdesk import settings as machine
from civicdesk.crypto import signing
from civicdesk.i18n import say
from civicdesk.ui import theme
from civicdesk.ui.screens.settings.presenter import SettingsPresenter
from civicdesk.ui.screens.settings.state import EXAMPLES
from civicdesk.ui.screens.settings.view import SettingsView
from civicdesk.ui.widgets import habits
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import pack_making, practice
from civicdesk.workflows.kit import read_pack
from tests.ui.desk import PASSPHRASE, Desk, desk, in_state, too_small, unnamed, went


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: Callable[..., object]) -> Iterator[Desk]:
    monkeypatch.setattr(paths, "settings_file", lambda: tmp_path / "settings.toml")
    habits.choose(habits.Habits())
    with desk(qtbot, tmp_path) as made:
        yield made
    habits.choose(habits.Habits())


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, SettingsView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


def _shown(table: Desk, at: str = "") -> SettingsPresenter:
    return table.show(SettingsPresenter(place("settings", at=at), table.around))


def test_a_theme_holds_at_once_and_is_kept(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.theme.picked.emit("dark")
    assert theme.current().name == "dark"
    table.bot.waitUntil(lambda: machine.read(paths.settings_file()).settings.theme == "dark")


def test_another_size_of_text_draws_the_screen_anew(table: Desk) -> None:
    presenter = _shown(table)
    heard = went(presenter)
    presenter.page.scale.picked.emit("150")
    assert theme.current().text_scale == 150
    assert [(how, where.fact("at")) for how, where in heard] == [("replaced", "text_scale")]


def test_the_setting_that_was_changed_has_the_focus_again(table: Desk) -> None:
    presenter = _shown(table, at="text_scale")
    assert presenter.page.focusWidget() is presenter.page.scale.box


def test_habits_hold_for_the_next_interview(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.pause.picked.emit(habits.AT_ONCE)
    presenter.page.numbers.click()
    assert habits.current() == habits.Habits(auto_advance=habits.AT_ONCE, number_keys=False)


def test_a_wrong_passphrase_changes_nothing(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.old.put("not this one")
    presenter.page.change.click()
    table.bot.waitUntil(lambda: "KEYS-WRONG" in presenter.state.problem, timeout=20_000)


def test_the_passphrase_is_changed_and_forgotten_by_the_screen(table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    presenter = _shown(table)
    presenter.page.old.put(PASSPHRASE)
    presenter.page.new.put("plainly invented copper meadow nine")
    presenter.page.change.click()
    table.bot.waitUntil(lambda: presenter.state.told == say("settings.changed"), timeout=30_000)
    assert (presenter.page.old.text(), presenter.page.new.text()) == ("", "")


def test_six_words_are_suggested(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.suggest.click()
    table.bot.waitUntil(lambda: len(presenter.state.suggestion.replace("-", " ").split()) == 6, timeout=20_000)


def test_a_backup_is_made(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.back_up.click()
    table.bot.waitUntil(lambda: presenter.state.told == say("settings.backed_up"), timeout=30_000)


def test_the_pack_that_is_here_already_changes_nothing(table: Desk, tmp_path: Path) -> None:
    (tmp_path / "same.civicpack").write_bytes(practice.pack())
    presenter = _shown(table)
    presenter.files.chosen.emit(str(tmp_path / "same.civicpack"))
    table.bot.waitUntil(lambda: "PACK-HERE" in presenter.state.problem, timeout=20_000)
    assert (presenter.state.problem_at, presenter.state.working, presenter.state.newer) == ("pack", "", None)


def test_a_pack_that_is_not_there_is_told(table: Desk, tmp_path: Path) -> None:
    presenter = _shown(table)
    presenter.files.chosen.emit(str(tmp_path / "nowhere.civicpack"))
    table.bot.waitUntil(lambda: "FIRST-FILE" in presenter.state.problem, timeout=20_000)


def _newer(folder: Path, seed: bytes) -> str:
    """Write a newer pack of the practice project; return its path."""
    pack = read_pack(practice.pack())
    made = replace(pack, version=2, contact="01632 960999", signer=signing.public_of(seed), export=replace(pack.export, pack_version=2))
    (folder / "newer.civicpack").write_bytes(pack_making.sign_pack(made, seed))
    return str(folder / "newer.civicpack")


def _looked_at(table: Desk, file: str) -> SettingsPresenter:
    presenter = _shown(table)
    presenter.files.chosen.emit(file)
    table.bot.waitUntil(lambda: presenter.state.newer is not None, timeout=20_000)
    return presenter


def test_a_newer_pack_is_shown_and_taken_when_somebody_says_so(table: Desk, tmp_path: Path) -> None:
    seed = pack_making.read_seed((paths.resources() / "practice" / pack_making.SIGNING).read_bytes())
    presenter = _looked_at(table, _newer(tmp_path, seed))
    shown = " ".join(label.text() for label in presenter.page.newer.findChildren(Words))
    assert ("01632 960999" in shown, table.ask(lambda kit: kit.pack().version)) == (True, 1)
    presenter.page.newer.take.click()
    table.bot.waitUntil(lambda: presenter.state.told == say("settings.pack_taken", version=2), timeout=30_000)
    assert (presenter.state.newer, table.ask(lambda kit: kit.pack().version)) == (None, 2)


def test_a_newer_pack_is_left_alone_when_somebody_says_so(table: Desk, tmp_path: Path) -> None:
    seed = pack_making.read_seed((paths.resources() / "practice" / pack_making.SIGNING).read_bytes())
    presenter = _looked_at(table, _newer(tmp_path, seed))
    presenter.page.newer.leave.click()
    assert (presenter.state.newer, presenter.page.newer.isVisible()) == (None, False)


def test_a_pack_under_a_new_key_asks_for_words_that_fit(table: Desk, tmp_path: Path) -> None:
    seed = bytes([9] * 32)
    presenter = _looked_at(table, _newer(tmp_path, seed))
    presenter.page.newer.words.put("not the six words that were read")
    presenter.page.newer.take.click()
    table.bot.waitUntil(lambda: "PACK-WORDS" in presenter.state.problem, timeout=20_000)
    assert presenter.page.newer.isVisible()
    presenter.page.newer.words.put(signing.fingerprint_words(signing.public_of(seed)))
    presenter.page.newer.words.entered.emit()
    table.bot.waitUntil(lambda: presenter.state.newer is None, timeout=30_000)
    assert presenter.page.newer.words.text() == ""


@pytest.mark.parametrize(("button", "word"), [("backups", "backup"), ("users", "users"), ("laptop", "laptop")])
def test_settings_lead_to_backups_colleagues_and_the_laptop(table: Desk, button: str, word: str) -> None:
    presenter = _shown(table)
    heard = went(presenter)
    getattr(presenter.page, button).click()
    assert [where.word for _, where in heard if where] == [word]
