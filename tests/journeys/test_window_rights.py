"""What a person may ask for, and what a coordinator does for the laptop: through the real window, with keys only."""

import gc
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from civicdesk.i18n import say
from civicdesk.records.consent import Purpose
from civicdesk.records.people import Person
from civicdesk.ui import theme
from civicdesk.workflows import consent, corrections, people, respond, unlock
from civicdesk.workflows.kit import Kit
from tests.journeys import screens
from tests.journeys.conftest import LATER, PASSPHRASE, START, ticking
from tests.journeys.hands import ALT, CTRL, ENTER, Hands
from tests.journeys.test_window_session import Desk, agree

pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]

WREN, ROBIN = "Wren Pretend", "Robin Makebelieve"
SPACE, ESC = Qt.Key.Key_Space, Qt.Key.Key_Escape
BUDGETS = {"J13 withdraw consent": 4, "J14 correct an answer": 6, "J15 everything held": 6, "J16 put a backup back": 5}
"""Keys beside Tab, UX section 6; J14 and J16 count the opening of the list too."""


@pytest.fixture(scope="session")
def small_town(tmp_path_factory: pytest.TempPathFactory, ready_made: Path) -> Path:
    """Return the folder of a locked workspace with two people who agreed to everything and have answered on paper."""
    folder = tmp_path_factory.mktemp("small_town") / "workspace"
    shutil.copytree(ready_made, folder)
    kit = unlock.open_(folder / "testing.civicdesk", "Ada Test", PASSPHRASE, ticking(START, first_id=10**6))
    table = ["card,wave,sk1,sk2,kh1,kh2"]
    for name in (WREN, ROBIN):
        person = people.add(kit, people.NewPerson(name=name, birth_year=1985, sex="Female", district="PE1")).value
        agree(kit, person.id)
        table.append(f"{person.card},1,da,ta,da,da")
    respond.import_table(kit, "\n".join(table).encode(), respond.Table(form_id="civic_health"))
    unlock.lock(kit)
    return folder


@pytest.fixture
def laptop(qapp: QApplication, tmp_path: Path, small_town: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Return a laptop with that workspace."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    desk = Desk(qapp, tmp_path)
    shutil.copytree(small_town, desk.home / "workspace")
    yield desk
    desk.clear()
    gc.unfreeze()
    gc.enable()
    theme.apply(qapp, theme.Look(theme="light"))


@pytest.fixture
def hands(laptop: Desk) -> Hands:
    """Return the hands of a coordinator who has signed in."""
    hands = laptop.start()
    screens.unlock(hands, PASSPHRASE)
    return hands


@pytest.fixture
def kept(laptop: Desk) -> Iterator[Callable[[Hands], Kit]]:
    """Lock the window and open what it has kept."""
    opened: list[Kit] = []

    def open_(hands: Hands) -> Kit:
        screens.lock(hands)
        file = laptop.home / "workspace" / "testing.civicdesk"
        opened.append(unlock.open_(file, "Ada Test", PASSPHRASE, ticking(START + 2 * LATER, first_id=10**12)))
        return opened[-1]

    yield open_
    for kit in opened:
        unlock.lock(kit)


def known(kit: Kit, name: str) -> Person | None:
    """Return somebody by name; None if nobody here is called so."""
    return next((each for each in people.find(kit, name) if each.name == name), None)


def go_to(hands: Hands, name: str) -> None:
    """Let Tab lead to a control; the way there is not counted, as the way of a mouse is not."""
    keys = hands.keys
    hands.tab_to(name)
    hands.keys = keys


def ask_for(hands: Hands, what: str, word: str) -> Any:
    """Go to what a person asks for, from their page."""
    go_to(hands, f"{say(f'person.right_action.{what}')}: {say(f'person.right.{what}', round=1)}")
    hands.press(ENTER)
    return hands.at(word)


def within(hands: Hands, journey: str, keys_before: int) -> None:
    """Hold the keys that a journey took against its budget."""
    assert hands.keys - keys_before <= BUDGETS[journey], journey


def test_consent_is_taken_back_and_the_page_of_the_person_says_so(hands: Hands, kept: Callable[[Hands], Kit]) -> None:
    screens.find_person(hands, "wren")
    before = hands.keys
    go_to(hands, say("person.withdraw"))
    hands.press(ENTER)
    page = hands.at("withdraw")
    hands.press(ENTER)
    assert say("withdraw.choose") in hands.shown()
    hands.keys -= 1  # the Enter that took nothing back was pressed only to see that
    go_to(hands, "You may send")
    hands.press(SPACE)
    hands.press(ENTER)
    hands.until(lambda: page.state.done, "the word that it is taken back")
    within(hands, "J13 withdraw consent", before)
    hands.press(ENTER)
    person = hands.at("person")
    assert person.state.consent == "partly"
    assert "You may send my answers" not in hands.shown()
    wren = known(kit := kept(hands), WREN)
    assert wren is not None
    standing = consent.standing(kit, wren.id)
    assert not standing.allows(Purpose.RESEARCH)
    assert standing.allows(Purpose.KEEP)


def test_use_is_restricted_and_the_answers_stay(hands: Hands, kept: Callable[[Hands], Kit]) -> None:
    screens.find_person(hands, "wren")
    page = ask_for(hands, "restrict", "withdraw")
    hands.press(ENTER)
    hands.until(lambda: page.state.done, "the word that use is restricted")
    hands.press(ENTER)
    hands.at("person")
    assert say("person.restricted") in hands.shown()
    wren = known(kit := kept(hands), WREN)
    assert wren is not None
    standing = consent.standing(kit, wren.id)
    assert [purpose for purpose in Purpose if standing.allows(purpose)] == [Purpose.KEEP]
    assert people.page(kit, wren.id).submissions


def test_everything_held_is_handed_over_as_paper_and_file(hands: Hands, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    screens.find_person(hands, "wren")
    before = hands.keys
    page = ask_for(hands, "access", "access")
    hands.press(ENTER)
    hands.name_file(folder)
    hands.until(lambda: page.state.told, "the saved files")
    within(hands, "J15 everything held", before)
    assert sorted(file.suffix for file in folder.iterdir()) == [".json", ".pdf"]
    assert WREN in json.dumps(json.loads(next(folder.glob("*.json")).read_text(encoding="utf-8")))
    screens.back(hands, "person")


def test_an_answer_is_put_right_and_half_of_it_is_not_lost_on_the_way_back(hands: Hands, kept: Callable[[Hands], Kit]) -> None:
    screens.find_person(hands, "wren")
    before = hands.keys
    page = ask_for(hands, "correct", "correct")
    hands.press(ENTER)
    hands.until(lambda: page.state.chosen, "the question")
    hands.press(Qt.Key.Key_2)
    assert page.state.new == "Tend to agree"
    go_to(hands, say("correct.reason"))
    hands.type("The wrong line was ticked.")
    keys = hands.keys
    hands.press(Qt.Key.Key_Left, ALT)
    assert say("window.leave") in hands.shown()
    hands.press(ESC)
    hands.until(lambda: hands.focus_name() == say("correct.reason"), "the reason that was typed")
    hands.keys = keys
    hands.press(ENTER)
    hands.until(lambda: page.state.told, "the word that it is put right")
    within(hands, "J14 correct an answer", before)
    wren = known(kit := kept(hands), WREN)
    assert wren is not None
    (survey,) = people.page(kit, wren.id).submissions
    (corrected,) = corrections.page(kit, survey.id).history
    assert (corrected.before, corrected.after, corrected.reason) == ("da", "ta", "The wrong line was ticked.")


def test_leaving_half_a_correction_leads_back_to_the_list_once_the_hand_says_so(hands: Hands) -> None:
    screens.find_person(hands, "wren")
    page = ask_for(hands, "correct", "correct")
    hands.press(ENTER)
    hands.until(lambda: page.state.chosen, "the question")
    hands.press(Qt.Key.Key_2)
    hands.press(ESC)
    go_to(hands, say("window.leave_yes"))
    hands.press(ENTER)
    hands.until(lambda: not page.state.chosen and page.view.isVisible(), "the list of answers")
    assert hands.word == "correct"
    screens.back(hands, "person")


def test_a_request_is_written_down_from_the_page_of_the_person(hands: Hands) -> None:
    screens.find_person(hands, "wren")
    page = ask_for(hands, "request", "requests")
    hands.press(Qt.Key.Key_1)
    hands.press(ENTER)
    hands.until(lambda: page.state.lines, "the register")
    assert say("requests.written_down") in hands.shown()
    hands.press(ENTER)
    hands.until(lambda: page.state.one, "the request")
    hands.press(ESC)
    hands.until(lambda: not page.state.one, "the register again")
    screens.back(hands, "person")


def test_a_person_is_erased_once_the_card_number_is_typed(hands: Hands, laptop: Desk, kept: Callable[[Hands], Kit]) -> None:
    screens.find_person(hands, "wren")
    page = ask_for(hands, "erase", "erase")
    hands.press(ENTER)
    assert not page.state.busy, "Enter alone erases nobody"
    go_to(hands, say("erase.type"))
    hands.type("9")
    hands.press(ENTER)
    assert say("erase.not_the_card") in hands.shown()
    assert hands.focus_name() == say("erase.type")
    hands.press(Qt.Key.Key_Backspace)
    hands.type(page.state.card)
    hands.press(ENTER)
    hands.until(lambda: page.state.done, "the word that nothing is left")
    hands.press(ENTER)
    hands.at("people")
    assert hands.program.window.trail[-1].word == "people"
    assert WREN not in hands.shown()
    kit = kept(hands)
    assert known(kit, WREN) is None
    assert known(kit, ROBIN) is not None


def test_a_backup_is_made_and_put_back_in_one_go(hands: Hands, laptop: Desk, kept: Callable[[Hands], Kit]) -> None:
    hands.turn_to("settings")
    go_to(hands, say("settings.backups"))
    hands.press(ENTER)
    page = hands.at("backup")
    hands.until(lambda: page.state.ready, "the list of backups")
    hands.press(ENTER)
    hands.until(lambda: page.state.told and page.state.backups, "the backup")
    before = hands.keys
    go_to(hands, say("backup_page.put_back"))
    hands.press(ENTER)
    hands.until(lambda: page.state.names, "the form")
    go_to(hands, say("unlock.passphrase"))
    hands.type(PASSPHRASE)
    hands.press(ENTER)
    hands.until(lambda: page.state.step == "done" or page.state.problem, "the backup in its place")
    assert page.state.problem == ""
    hands.press(ENTER)
    hands.at("today")
    within(hands, "J16 put a backup back", before)
    assert known(kept(hands), WREN) is not None


def test_a_colleague_is_added_and_loses_the_way_in_again(hands: Hands) -> None:
    hands.turn_to("settings")
    go_to(hands, say("settings.users"))
    hands.press(ENTER)
    page = hands.at("users")
    hands.until(lambda: page.state.ready, "the colleagues")
    hands.press(Qt.Key.Key_N, CTRL)
    hands.until(lambda: page.state.suggestion, "the form")
    hands.type("NC")
    go_to(hands, "Outreach worker")
    hands.press(SPACE)
    hands.press(ENTER)
    assert say("users_page.passphrase_missing") in hands.shown()
    hands.type(page.state.suggestion)
    hands.press(ENTER)
    hands.until(lambda: page.state.told and page.state.step == "list" and len(page.state.colleagues) == 5, "the list with somebody new")
    assert page.state.chosen == "NC"
    for answer in (ESC, ENTER):  # Enter from the heading leaves everything as it is
        go_to(hands, say("users_page.revoke"))
        hands.press(ENTER)
        hands.until(lambda: page.state.step == "revoke", "the question")
        hands.press(answer)
        hands.until(lambda: page.state.step == "list", "the list")
    go_to(hands, say("users_page.revoke"))
    hands.press(ENTER)
    hands.until(lambda: page.state.step == "revoke", "the question")
    go_to(hands, say("users_page.do_revoke"))
    hands.press(ENTER)
    hands.until(lambda: page.state.step == "closed" or page.state.problem, "the new keys")
    assert page.state.problem == ""
    hands.press(ENTER)
    door = hands.at("unlock")
    hands.until(lambda: door.state.names, "the names")
    assert "NC" not in door.state.names
    screens.unlock(hands, PASSPHRASE)


def test_the_page_about_this_laptop_opens_without_another_window(hands: Hands) -> None:
    hands.turn_to("settings")
    go_to(hands, say("laptop.title"))
    hands.press(ENTER)
    page = hands.at("laptop")
    hands.until(lambda: page.state.paper, "the facts")
    screens.back(hands, "settings")
